import type { JournalLine } from '../model/journal.ts';
import type { StepId } from '../model/step.ts';

/** What the journal says about the restart of a server in one roll. */
export type RestartRecord =
  /** The restart never began, or it began and its effect was not seen yet. systemd says which. */
  | 'open'
  /** The service was restarted, and nothing says that it kept its old files. */
  | 'done'
  /** The service was restarted, but a rewrite that began afterwards was aborted. Only another restart returns it to this roll's stage. */
  | 'rewrite-aborted-since'
  /** The service was restarted and still had its old stage when the wait for the new one was over (failures.md B7). */
  | 'restarted-but-stale'
  /** The service still had its old stage after a second restart. A person decides about a third one. */
  | 'stale-again';

/**
 * Reads the journal for a server's restart in one roll. A follower that is up and keeps its old stage takes the datastore's files with
 * one more restart; it gets exactly one (failures.md 7.3: "restart only the odd one, once; else stop").
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

/** The leader aborted a rewrite because a Secret was deleted. After a restart of its service the leader is as before the rewrite. */
function isAbortedBy(record: JournalLine['record'], step: StepId): boolean {
  if (record.kind !== 'failed' || record.failure.kind !== 'rewrite-failed' || !record.failure.deleted) return false;
  return step === `restart:rotate:${record.failure.server}`;
}
