import type { RewriteOverdue } from '../../model/failures/engine.ts';
import { unreachable } from '../../model/unreachable.ts';
import { type Hints, resumeLine } from '../hints.ts';
import { count, durationText } from '../units.ts';
import type { FailureText } from './types.ts';
import { rewrittenText } from './rewrite.ts';

/**
 * Neither the end of the rewrite nor a failure was reported by the engine. `status` is the advice to look at all
 * servers.
 */
export function rewriteOverdueText(failure: RewriteOverdue, hints: Hints, status: string): FailureText {
  const { server, waitedMs, rewritten, total, bothKeysEverywhere } = failure;
  const resume = resumeLine(hints);
  return {
    what: `After ${durationText(waitedMs)} ${server} has reported neither the end of the rewrite nor a failure (${rewrittenText(rewritten, total)})`,
    details: [signText(failure), ...unreadableText(failure)],
    next: [
      causeText(failure, resume),
      status,
      ...(bothKeysEverywhere
        ? [
            'Every server still has both keys, so every Secret that is under one of them stays readable.',
            `When the cause is gone, restart the service on ${server} alone: this returns it to stage rotate, where Secrets can be rewritten again.`,
            `When it is healthy, go on: ${resume}`,
          ]
        : [
            `Both keys are still needed: restart no server, and keep the credential files of ${server} as they are (sealed copies are under /var/lib/keyturn/sealed).`,
          ]),
    ],
  };
}

function causeText({ server, unreadable, listExpired, source }: RewriteOverdue, resume: string): string {
  if (unreadable !== 0) {
    return 'The engine reports nothing when its apiserver cannot list the Secrets. One unreadable Secret is enough, and the API can neither repair nor delete it. Find out which key it is under and which keys the server has.';
  }
  if (listExpired) {
    return `The rewrite has most likely ended: it went on for longer than its list of the Secrets lives (an apiserver compacts the datastore every five minutes, unless --etcd-compaction-interval says otherwise), and the engine does not report that. Check in the log of the service on ${server} that no SecretsProgress line appears any more. A second attempt gets further, because Secrets that are rewritten already take less time.`;
  }
  const look = source === 'journal' ? '; SecretsProgress in the log of its service shows how far it is' : '';
  return `The rewrite may only be slow${look}. A resumed run sends nothing and waits again: ${resume}`;
}

/** The source by which the rewrite was watched, and its last observation. */
function signText({ server, source }: RewriteOverdue): string {
  switch (source) {
    case 'journal':
      return `The journal of the service on ${server} has reported nothing new for three minutes, and no count in the datastore shows progress.`;
    case 'datastore':
      return `The journal of the service on ${server} reports nothing about the rewrite, and the count in the datastore has not changed for three minutes. Without the journal nobody can see whether the engine gave up, or why.`;
    case undefined:
      return `Neither the journal of the service on ${server} nor the count in the datastore has shown progress for three minutes.`;
    default:
      return unreachable(source);
  }
}

function unreadableText({ server, unreadable, names }: RewriteOverdue): readonly string[] {
  if (unreadable === undefined) return [`Whether every Secret can be read through ${server} could not be found out.`];
  if (unreadable === 0) return [`Every Secret can be read through ${server}.`];
  return [`${count(unreadable, 'Secret')} cannot be read through ${server}, among them: ${names.join(', ')}`];
}
