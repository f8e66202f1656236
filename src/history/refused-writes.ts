import type { JournalLine } from '../model/journal.ts';
import type { RefusedWrites } from '../model/run-summary.ts';

/**
 * The times in which a run refused writes of Secrets, by its journal. Each begins when the freeze was intended, or
 * found in force, and ends when writes were seen to pass again.
 */
export function refusedWrites(lines: readonly JournalLine[]): readonly RefusedWrites[] {
  const times: RefusedWrites[] = [];
  let from: string | undefined;
  for (const { at, record } of lines) {
    if (!('step' in record)) continue;
    const isSeen = record.kind === 'done' || record.kind === 'found-done';
    if (record.step === 'freeze-writes' && (isSeen || record.kind === 'intended')) from ??= at;
    // After an early roll writes pass before the policy goes, and only deletions are still refused.
    const isOpened = record.step === 'unfreeze-writes' || record.step === 'allow-writes';
    if (isOpened && isSeen && from !== undefined) {
      times.push({ from, until: at });
      from = undefined;
    }
  }
  return from === undefined ? times : [...times, { from, until: undefined }];
}
