import type { EngineFailure, FreezeWish } from '../../model/failures/engine.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, giveUpAdvice, type Hints, resumeLine } from '../hints.ts';
import { stageCommandText } from '../step-text.ts';
import { count, numberText } from '../units.ts';
import type { FailureText } from './types.ts';
import { stderrLines } from './command.ts';
import { rewriteOverdueText } from './rewrite-overdue.ts';
import { rewriteFailedText } from './rewrite.ts';

/** Failures of `secrets-encrypt`, snapshots and sealed copies, and answers without a verdict. */
export function engineText(failure: EngineFailure, hints: Hints): FailureText {
  const status = `Look at all servers side by side: ${commandLine(hints, 'status')}`;
  switch (failure.kind) {
    case 'status-refused':
      return {
        what: `${failure.server} could not report the state of its encryption`,
        details: [
          `cause: ${failure.cause}`,
          ...(failure.errorId === undefined ? [] : [`error ID in the log of ${failure.server}: ${failure.errorId}`]),
        ],
        next: ['Fix the cause.', status],
      };
    case 'stage-command-refused':
      return {
        what: `${failure.server} refused ${stageCommandText(failure.command)} before it changed anything`,
        details: [
          `cause: ${failure.cause}`,
          ...(failure.errorId === undefined ? [] : [`error ID in the log of ${failure.server}: ${failure.errorId}`]),
        ],
        next: ['Fix the cause.', `Then continue: ${resumeLine(hints)}`],
      };
    case 'stage-command-not-taken':
      return {
        what: `${stageCommandText(failure.command)} never reached ${failure.server}: the connection or systemd-run failed, and nothing changed there`,
        details: failure.observed.map((seen) => `seen: ${seen}`),
        next: [`When ${failure.server} can be reached: ${resumeLine(hints)}`],
      };
    case 'stage-command-unclear':
      return {
        what: `It is not clear whether ${stageCommandText(failure.command)} took effect on ${failure.server}; it is never sent twice`,
        details: failure.observed.map((seen) => `seen: ${seen}`),
        next: [
          status,
          `Read the log of the service on ${failure.server} around that time. Restart no server until this is clear.`,
          `When stage and keys show that it did: ${resumeLine(hints)}`,
          `When they show that it did not, resuming would only wait again. ${giveUpAdvice(hints)}`,
        ],
      };
    case 'rewrite-failed':
      return rewriteFailedText(failure, hints, status);
    case 'rewrite-overdue':
      return rewriteOverdueText(failure, hints, status);
    case 'new-key-missing':
      return {
        what: `The encryption file of ${failure.server} has no new key, where the rotation must have put one by now`,
        details: failure.observed.map((seen) => `seen: ${seen}`),
        next: [status, `Read the log of the service on ${failure.server}. Restart no server before it is clear.`],
      };
    case 'no-etcd-server':
      return {
        what: 'No way to the datastore is known, so Secrets cannot be counted or listed',
        details: [],
        next: [
          status,
          'See that the inventory names the servers that run etcd, or that have the datastore in their configuration.',
        ],
      };
    case 'no-secrets-seen':
      return {
        what: 'The datastore shows no Secret, and every cluster has some: a count of none proves nothing',
        details: ['counted under /registry/secrets/ in the datastore of the servers'],
        next: [
          'Restart no server before it is clear where the Secrets are: see whether kube-apiserver-arg has etcd-servers, etcd-servers-overrides or etcd-prefix.',
          status,
        ],
      };
    case 'freeze-unconfirmed':
      return {
        what: freezeText(failure.wanted),
        details: [...failure.observed],
        next: [
          `See that every apiserver answers: ${commandLine(hints, 'status')}`,
          `Then continue: ${resumeLine(hints)}`,
        ],
      };
    case 'freeze-blocks-rewrite':
      return {
        what: `With writes of Secrets refused, ${failure.server} would refuse the engine's rewrite of ${count(failure.refused, 'Secret')} too, so rotate-keys was not sent`,
        details: [`tried: ${numberText(failure.tried)}`, ...failure.names.map((name) => `refused: ${name}`)],
        next: [
          "The engine sends each Secret back unchanged, and the refusal lets nothing else through. Something changes these on the way, often a mutating admission webhook: exempt the engine's user from it.",
          `Then continue: ${resumeLine(hints)}`,
        ],
      };
    case 'snapshot-unconfirmed':
      return {
        what: `The snapshot ${failure.name} on ${failure.server} was not found as expected`,
        details: [
          ...stderrLines(failure.said),
          'The engine may end such a command with exit code 0, and say why in its log alone.',
          `listing: ${failure.listing.trim() === '' ? '(empty)' : failure.listing.trim()}`,
        ],
        next: [
          `Read why in the service's own log on ${failure.server} (journalctl), and check space and permissions of the snapshot directory; then start again.`,
          'If snapshots are taken some other way, set rotation.snapshot to false in the inventory.',
        ],
      };
    case 'seal-unconfirmed':
      return {
        what: `The sealed copy ${failure.path} on ${failure.server} is not as expected`,
        details: [`reason: ${failure.reason}`],
        next: [`Check space and permissions under /var/lib/keyturn on ${failure.server}, then start again.`],
      };
    default:
      return unreachable(failure);
  }
}

function freezeText(wanted: FreezeWish): string {
  switch (wanted) {
    case 'frozen':
      return 'Not every apiserver refuses writes of Secrets, so rotate-keys was not sent';
    case 'frozen-again':
      return 'Not every apiserver refuses writes of Secrets, as it must until every server has the new key';
    case 'deletes-allowed':
      return 'Not every apiserver lets Secrets be deleted again';
    case 'open':
      return 'Not every apiserver accepts writes of Secrets again';
    default:
      return unreachable(wanted);
  }
}
