import type { RewriteFailed } from '../../model/failures/engine.ts';
import { commandLine, giveUpAdvice, type Hints, resumeLine, unitOf } from '../hints.ts';
import { count, numberText } from '../units.ts';
import type { FailureText } from './types.ts';

/** The engine stopped rewriting Secrets. `status` is the advice to look at all servers. */
export function rewriteFailedText(failure: RewriteFailed, hints: Hints, status: string): FailureText {
  const { server, cause, rewritten, total, abandoned, bothKeysEverywhere, deleted, lateReload, repaired } = failure;
  const resume = `Go on: ${resumeLine(hints)}`;
  if (repaired === 'all') return repairedText(failure, hints, status);
  if (lateReload !== undefined && !bothKeysEverywhere) return lateReloadText(failure, lateReload, status);
  if (deleted) {
    return {
      what: `${server} aborted the rewrite because a Secret was deleted meanwhile (${rewrittenText(rewritten, total)})`,
      details: [
        `cause: ${cause}`,
        'The engine aborts at the first Secret that was deleted after it listed them. Every server still has both keys, so every Secret stays readable.',
      ],
      next: [
        'A run restarts the service of that server and asks it again, as long as fewer Secrets are left each time, otherwise ten times at most. If that was not enough, find out who deletes so many Secrets, or choose a quieter hour.',
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
          `Then restart the service on ${server} alone: this returns it to stage rotate, where Secrets can be rewritten again.`,
          `When it is healthy, go on: ${resumeLine(hints)}`,
        ]
      : [...(repaired === 'not-tried' ? besideFollowers(failure) : whenAlone(failure, resume)), status],
  };
}

/** The engine stopped at a deleted Secret, which needs no repair, or at a cause that needs repair. */
function causeText({ cause }: RewriteFailed): string {
  return cause.endsWith('not found')
    ? 'The engine aborts at the first Secret that was deleted after it listed them. Nothing else is wrong.'
    : 'Remove the cause: often an admission webhook that refused one Secret, which the cause names.';
}

/**
 * Only the leader surely has both keys. Releases that save the keys first give both to every starting server
 * (k3s-io/k3s#13764).
 */
function besideFollowers(failure: RewriteFailed): readonly string[] {
  const { server } = failure;
  return [
    causeText(failure),
    `Leave ${server} running as it is, and its credential files (a copy is sealed under /var/lib/keyturn/sealed): a server that has not taken both keys since the command does not read every Secret.`,
    `The other control-plane servers may be restarted, one at a time, and ${server} not: a release of March 2026 or later gives them both keys then, where they have not taken them, so that they read every Secret again.`,
  ];
}

/** Only the server's own apiserver reads and writes Secrets, and the server has both keys. */
function whenAlone(failure: RewriteFailed, resume: string): readonly string[] {
  return [
    causeText(failure),
    `Every Secret stays readable: ${failure.server} has both keys. Keep its credential files as they are (a copy is sealed under /var/lib/keyturn/sealed).`,
    `A resumed run moves what is still under the old key. ${resume}`,
  ];
}

/**
 * Nothing is lost, and only the engine's last step is missing (k3s pkg/server/handlers/secrets-encrypt.go,
 * `reencryptAndRemoveKey`).
 */
function repairedText(failure: RewriteFailed, hints: Hints, status: string): FailureText {
  const { server, cause, rewritten, total } = failure;
  const engine = unitOf(hints).startsWith('k3s') ? 'k3s' : 'rke2';
  return {
    what: `${server} stopped rewriting Secrets half-way (${rewrittenText(rewritten, total)}), and keyturn rewrote the rest: all of them are under the new key, and readable`,
    details: [
      `cause: ${cause}`,
      `The old key is still the second one in the encryption file of ${server}. The engine takes it away only at the end of a rewrite of its own, and refuses to begin one from here.`,
    ],
    next: [
      'The cluster can safely stay in this state: both keys are kept, and no Secret needs the old one.',
      `A release from before March 2026 has not saved the new key: with such a release do not restart the service on ${server}, which would refuse to start.`,
      'A person must decide how to remove the old key. Until then the engine refuses every further rotation.',
      `With aescbc keys this has led on, on a real K3s server (docs/facts/real-engine.md, 10): the Node's annotation is set to what its file is, kubectl annotate --overwrite node NODE ${engine}.io/encryption-config-hash=rotate-SHA256_OF_THE_ENCRYPTION_FILE, then ${engine} secrets-encrypt reencrypt on ${server}. Have it done by somebody who knows it.`,
      `The last restart and the proof are then left: ${commandLine(hints, 'rotate', '--adopt')}`,
      giveUpAdvice(hints),
      'With secretbox keys the engine has no such way: ask the support of the distribution.',
      status,
    ],
  };
}

/** failures.md 7.3. Nothing is lost, and the next step is a choice that keyturn must not make. */
function lateReloadText(
  { server, cause }: RewriteFailed,
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
      'A person who knows the engine must decide how to continue, with the support of the distribution: keyturn cannot continue from here. Keep the snapshot of the datastore from before the run and the sealed copies until it is over.',
    ],
  };
}

/** Progress of a rewrite. */
export function rewrittenText(rewritten: number | undefined, total: number): string {
  return rewritten === undefined
    ? `of ${count(total, 'Secret')}`
    : `${numberText(rewritten)} of ${count(total, 'Secret')}`;
}
