import { durationText } from './units.ts';

/** The line above each look of `status --watch`. `at` is ISO 8601. */
export function watchHead(at: string, everyMs: number): string {
  return `${at.slice(11, 19)} UTC, again every ${durationText(everyMs)}; Ctrl-C ends`;
}

/** As much of a look as the terminal has room for. What is worst comes first in a status, so the end is left out. */
export function fittedLook(lines: readonly string[], rows: number): readonly string[] {
  const room = Math.max(2, rows - 1);
  if (lines.length <= room) return lines;
  const left = lines.length - room + 1;
  return [...lines.slice(0, room - 1), `(${left} more lines; a higher window has room for them)`];
}
