import type { JournalLine } from '../../model/journal.ts';
import type { RescueEntry } from '../../model/rescue.ts';

/**
 * Where an unfinished rescue continues, by its journal. Every step looks at the servers before it writes, so the journal only has to say how far the
 * keys have come. A file that was to be put back is never given a key again.
 */
export function rescueEntryOf(lines: readonly JournalLine[]): RescueEntry {
  if (hasIntended(lines, 'undo:')) return 'undo';
  if (lines.some(({ record }) => record.kind === 'done' && record.step === 'one-key-loaded')) return 'restart';
  return hasIntended(lines, 'return-file:') ? 'return' : 'add';
}

/**
 * Whether the files from before may still be put back. Once Secrets were moved, a server with its file from before could no longer read them, and
 * the way out is forward.
 */
export function mayBeUndone(lines: readonly JournalLine[]): boolean {
  return !hasIntended(lines, MOVES_SECRETS) && !hasIntended(lines, 'return-file:');
}

/** The step that moves what is left under the missing keys. */
const MOVES_SECRETS = 'census:before-return';

function hasIntended(lines: readonly JournalLine[], prefix: string): boolean {
  return lines.some(({ record }) => record.kind === 'intended' && record.step.startsWith(prefix));
}
