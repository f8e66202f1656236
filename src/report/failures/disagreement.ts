import type { Disagreement } from '../../model/failures/run.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, giveUpAdvice, type Hints, resumeLine } from '../hints.ts';
import type { FailureText } from './types.ts';

/** Never automatic, for any finding (failures.md 7.3 and 7.5). */
const LEAVE_ALONE =
  'Until then: delete nothing under server/cred, send no secrets-encrypt command, use no --force, and restart no server.';

/** Journal and cluster do not fit together (failures.md 7.3). */
export function disagreementText(disagreement: Disagreement, evidence: readonly string[], hints: Hints): FailureText {
  const { what, next } = partsOf(disagreement, hints);
  const passes = disagreement === 'command-still-running';
  return { what, details: evidence, next: passes ? next : [...next, giveUpAdvice(hints)] };
}

function partsOf(disagreement: Disagreement, hints: Hints): Pick<FailureText, 'what' | 'next'> {
  const status = `Look at all servers side by side: ${commandLine(hints, 'status')}`;
  switch (disagreement) {
    case 'stage-went-back':
      return {
        what: 'The cluster is further back than the journal says: somebody restored or rotated it in the meantime',
        next: [status, 'Find out who changed it (a restored datastore, another tool), then decide.', LEAVE_ALONE],
      };
    case 'stage-beyond-journal':
      return {
        what: 'The cluster is further on than anything this run intended: somebody else sent a stage command',
        next: [status, 'Find out who sent it. Run no second rotation beside it.', LEAVE_ALONE],
      };
    case 'crashed-rewrite':
      return {
        what: 'A rewrite of Secrets was cut off by a crash: the stage looks clean, and the files say otherwise',
        next: [
          status,
          'Both keys may still be needed: keep the sealed copies under /var/lib/keyturn/sealed, and compare them with the files on each server. Where some server lacks the later key, it cannot read what is written through a server with both: hold off whatever writes Secrets through that one.',
          LEAVE_ALONE,
        ],
      };
    case 'unknown-key':
      return {
        what: 'A server has a key that this run does not know',
        next: [status, 'Find out where the key comes from before anything is dropped.', LEAVE_ALONE],
      };
    case 'stages-inconsistent':
      return {
        what: 'The servers show stages that no rotation produces together',
        next: [
          status,
          'A server may have missed a restart, or was restored on its own. A person must decide.',
          LEAVE_ALONE,
        ],
      };
    case 'key-missing':
      return {
        what: 'Secrets are stored under a key that no server has any more',
        next: [
          status,
          'That command names the sealed copies of it first, where there are any: remove none of them, and no snapshot from before. A person must decide.',
          LEAVE_ALONE,
        ],
      };
    case 'servers-changed':
      return {
        what: 'The servers are not the ones this run was started with',
        next: [
          'Bring those servers back, or restore the inventory as it was, then resume.',
          `A server that is gone for good stays in the inventory meanwhile, and is left out by its name: ${resumeLine(hints, '--without', 'NAME')}`,
          status,
        ],
      };
    case 'rewrite-ambiguous':
      return {
        what: 'Secrets are being rewritten now, and whether the old key will be kept (reencrypt --skip) or dropped cannot be seen before it is over',
        next: [
          'Restart nothing meanwhile.',
          `When the stage is rotate or reencrypt_finished again, go on: ${commandLine(hints, 'rotate', '--adopt')}`,
        ],
      };
    case 'command-still-running':
      return {
        what: 'A stage command of this run is still running on the leader',
        next: [`Wait until it ends, then continue: ${resumeLine(hints)}`],
      };
    default:
      return unreachable(disagreement);
  }
}
