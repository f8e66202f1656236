import type { JournalLine } from '../model/journal.ts';
import type { StepId } from '../model/step.ts';

/** The journal's record of a server's restart in one roll. */
export type RestartRecord =
  /** The restart never began, or the restart began without an observed effect. systemd knows which. */
  | 'open'
  /** The service was restarted, and no record shows a server with its old files. */
  | 'done'
  /** The service was restarted, but a rewrite that began afterwards was aborted. Only another restart returns it to this roll's stage. */
  | 'rewrite-aborted-since'
  /** The service was restarted and still had the old stage at the end of the wait (failures.md B7). */
  | 'restarted-but-stale'
  /** The service still had the old stage after a second restart. The operator decides about a third restart. */
  | 'stale-again';

/**
 * Reads the journal for a server's restart in one roll, and so decides whether a resumed run restarts the server once more. A follower that is
 * up but keeps its old stage copies the datastore's files at one more restart. Each follower gets exactly one extra restart (failures.md 7.3:
 * "restart only the odd one, once; else stop").
 */
export function restartRecordOf(lines: readonly JournalLine[], step: StepId): RestartRecord {
  let begun = 0;
  let state: RestartRecord = 'open';
  for (const { record } of lines) {
    if (state === 'done' && isAbortedBy(record, step)) state = 'rewrite-aborted-since';
    if (!('step' in record) || record.step !== step) continue;
    if (record.kind === 'intended') {
      begun += 1;
      state = 'open';
    } else if (record.kind === 'done' || record.kind === 'found-done') {
      state = 'done';
    } else if (state !== 'open' && record.failure.kind === 'gate-timed-out' && record.failure.gate === 'stage') {
      state = begun > 1 ? 'stale-again' : 'restarted-but-stale';
    }
  }
  return state;
}

/** The leader aborted a rewrite because a Secret was deleted. A restart of the service returns the leader to the state before the rewrite. */
function isAbortedBy(record: JournalLine['record'], step: StepId): boolean {
  if (record.kind !== 'failed' || record.failure.kind !== 'rewrite-failed' || !record.failure.deleted) return false;
  return step === `restart:rotate:${record.failure.server}`;
}
