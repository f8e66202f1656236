import type { EngineFailure } from '../../model/failure.ts';
import { commandLine, type Hints } from '../hints.ts';
import { count, numberText } from '../units.ts';
import type { FailureText } from './failure-text.ts';

type RewriteFailure = Extract<EngineFailure, { kind: 'rewrite-failed' }>;

/** The engine stopped rewriting Secrets. `status`: the advice to look at all servers. */
export function rewriteFailedText(failure: RewriteFailure, hints: Hints, status: string): FailureText {
  const { server, cause, rewritten, total, abandoned, bothKeysEverywhere, deleted, lateReload } = failure;
  const resume = `Go on: ${commandLine(hints, 'rotate', '--resume')}`;
  if (lateReload !== undefined && !bothKeysEverywhere) return lateReloadText(failure, lateReload, status);
  if (deleted) {
    return {
      what: `${server} gave the rewrite up at a Secret that was deleted meanwhile (${rewrittenText(rewritten, total)})`,
      details: [
        `cause: ${cause}`,
        'The engine does that at the first Secret that is gone since it listed them. Every server still has both keys, so every Secret stays readable.',
      ],
      next: [
        'A run restarts the service of that server and asks it anew, ten times at most. If they were not enough, find out who deletes so many Secrets, or choose a quieter hour.',
        resume,
      ],
    };
  }
  if (abandoned) {
    return {
      what: `${server} was restarted while it rewrote Secrets (${rewrittenText(rewritten, total)})`,
      details: [`cause: ${cause}`, 'Every server still has both keys, so every Secret stays readable.'],
      next: [resume],
    };
  }
  return {
    what: `${server} stopped rewriting Secrets half-way (${rewrittenText(rewritten, total)})`,
    details: [`cause: ${cause}`],
    next: bothKeysEverywhere
      ? [
          'Every server still has both keys, so every Secret stays readable. Remove the cause: often an admission webhook that refused one Secret, which the cause names.',
          `Then restart the service on ${server} alone: that takes it back to stage rotate, where Secrets can be rewritten anew.`,
          `When it is healthy, go on: ${commandLine(hints, 'rotate', '--resume')}`,
        ]
      : [
          `Both keys are still needed: restart no server, and keep the credential files of ${server} as they are (sealed copies are under /var/lib/keyturn/sealed).`,
          'Remove the cause: often an admission webhook that refused one Secret, which the cause names.',
          status,
        ],
  };
}

/** failures.md 7.3: nothing is lost, the way on is a choice that keyturn must not make. */
function lateReloadText(
  { server, cause }: RewriteFailure,
  lateReload: 'came-since' | 'still-missing',
  status: string,
): FailureText {
  return {
    what: `${server} gave up before it rewrote any Secret: its apiserver did not load the new encryption file in time`,
    details: [
      `cause: ${cause}`,
      lateReload === 'came-since'
        ? `One reload period later its apiserver had loaded it: Secrets written through ${server} are now under the new key, which no other server can read.`
        : 'One reload period later its apiserver had still not loaded it.',
      `Both keys are in the encryption file of ${server} alone; copies are sealed on it, under /var/lib/keyturn/sealed.`,
    ],
    next: [
      `Restart no server and delete nothing under server/cred. Stop whatever writes Secrets through ${server}.`,
      `Find out why its apiserver is late: the log of kube-apiserver on ${server}, and its argument --encryption-provider-config-automatic-reload.`,
      status,
      'The way on is for a person who knows the engine, with the support of the distribution: keyturn has none from here. Keep the etcd snapshot from before the run and the sealed copies until it is over.',
    ],
  };
}

/** How far a rewrite has come. */
export function rewrittenText(rewritten: number | undefined, total: number): string {
  return rewritten === undefined
    ? `of ${count(total, 'Secret')}`
    : `${numberText(rewritten)} of ${count(total, 'Secret')}`;
}
