import type { Hints } from '../hints.ts';
import { wrap } from '../layout.ts';
import type { RenderOptions } from '../render-error.ts';

/** A line of a summary, with its name at the left. */
export interface Row {
  readonly name: string;
  readonly text: string;
  readonly paint?: (line: string) => string;
}

export type SummaryOptions = RenderOptions & { readonly hints: Hints };

const NAME_COLUMNS = 11;

/**
 * A text of several lines stays below its first line. A long path or command is not broken. The names take `columns`,
 * blanks included.
 */
export function rowText({ name, text, paint = (line) => line }: Row, width: number, columns = NAME_COLUMNS): string {
  const indent = ' '.repeat(2 + columns);
  const lines = wrap(text, width, indent).split('\n');
  return lines
    .map((line, index) => (index === 0 ? `  ${name.padEnd(columns)}` : indent) + paint(line.slice(indent.length)))
    .join('\n');
}
