import type { JournalLine } from '../../model/journal.ts';
import type { RefusedWrites } from '../../model/run-summary.ts';

/**
 * In which times a run refused writes of Secrets, by its journal: from the moment at which the command was intended, or found to have
 * worked already, to the moment at which letting writes through again was seen.
 */
export function refusedWrites(lines: readonly JournalLine[]): readonly RefusedWrites[] {
  const times: RefusedWrites[] = [];
  let from: string | undefined;
  for (const { at, record } of lines) {
    if (!('step' in record)) continue;
    const isSeen = record.kind === 'done' || record.kind === 'found-done';
    if (record.step === 'freeze-writes' && (isSeen || record.kind === 'intended')) from ??= at;
    if (record.step === 'thaw-writes' && isSeen && from !== undefined) {
      times.push({ from, until: at });
      from = undefined;
    }
  }
  return from === undefined ? times : [...times, { from, until: undefined }];
}
