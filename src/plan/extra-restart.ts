import type { JournalLine } from '../model/journal.ts';
import type { StepId } from '../model/step.ts';

/** How a restart of a server stands in the journal. */
export type RestartRecord =
  /** Never begun, or begun and its effect not yet seen: systemd tells which. */
  | 'open'
  /** The service was started anew, and nothing says that it stayed behind. */
  | 'done'
  /** It was, and what the server did since has ended half-way: only another start takes it back to the stage of the roll. */
  | 'undone'
  /** It was started anew, and yet its stage stayed what it was until the wait for it was over (failures.md B7). */
  | 'behind'
  /** The same after it was restarted once more: a third time is for a person. */
  | 'behind-again';

/**
 * Reads the journal for a server's restart in one roll. A follower that is up and keeps its old stage takes the datastore's files with
 * one more restart; it gets exactly one (failures.md 7.3: "restart only the odd one, once; else stop").
 */
export function restartRecordOf(lines: readonly JournalLine[], step: StepId): RestartRecord {
  let begun = 0;
  let state: RestartRecord = 'open';
  for (const { record } of lines) {
    if (state === 'done' && isUndoneBy(record, step)) state = 'undone';
    if (!('step' in record) || record.step !== step) continue;
    if (record.kind === 'intended') {
      begun += 1;
      state = 'open';
    } else if (record.kind === 'done' || record.kind === 'found-done') {
      state = 'done';
    } else if (state !== 'open' && record.failure.kind === 'gate-timed-out' && record.failure.gate === 'stage') {
      state = begun > 1 ? 'behind-again' : 'behind';
    }
  }
  return state;
}

/** The leader gave a rewrite up at a deleted Secret: with a new service it stands as before it was asked. */
function isUndoneBy(record: JournalLine['record'], step: StepId): boolean {
  if (record.kind !== 'failed' || record.failure.kind !== 'rewrite-failed' || !record.failure.deleted) return false;
  return step === `restart:rotate:${record.failure.server}`;
}
