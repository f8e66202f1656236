import { printableLine, visibleLength } from './printable.ts';

/**
 * Breaks a text at blanks into lines of at most `width` columns. A longer word stays whole, so that the word can be
 * copied.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const room = Math.max(20, width - indent.length);
  return text
    .split('\n')
    .flatMap((paragraph) => wrapParagraph(paragraph, room))
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
}

function wrapParagraph(paragraph: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && visibleLength(line) + 1 + visibleLength(word) > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A list item, with its first line after the bullet and the rest indented below. */
export function item(
  text: string,
  options: { readonly bullet: string; readonly width: number; readonly indent?: string },
): string {
  const indent = options.indent ?? '';
  const inner = `${indent}${' '.repeat(visibleLength(options.bullet) + 1)}`;
  const wrapped = wrap(text, options.width, inner);
  return `${indent}${options.bullet} ${wrapped.slice(inner.length)}`;
}

/**
 * A text of a table. Colours are added by the table, because escape sequences in the text are removed. The text may
 * come from a host.
 */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/** A cell with a colour. */
export function painted(paint: (text: string) => string, text: string): Cell {
  return { text, paint };
}

/** Columns as wide as their widest cell, separated by two blanks. */
export function table(cells: readonly (readonly Cell[])[], indent = ''): string {
  const rows = cells.map((row) => row.map(cellText));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleLength(cell));
  }
  return rows
    .map((row) => `${indent}${row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? printableLine(cell) : cell.paint(printableLine(cell.text));
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - visibleLength(cell)));
}

/** Cuts a text to `width` columns. Colours do not count and are always closed. */
export function cut(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  let room = Math.max(0, width - 2);
  let coloured = false;
  let kept = '';
  for (const part of text.split(COLOUR)) {
    if (part.startsWith('\u001B[')) {
      coloured = true;
      kept += part;
      continue;
    }
    const characters = Array.from(part).slice(0, room);
    room -= characters.length;
    kept += characters.join('');
  }
  return `${kept}${'..'.slice(0, width)}${coloured ? '\u001B[0m' : ''}`;
}

// eslint-disable-next-line no-control-regex -- escape sequences begin with one
const COLOUR = /(\u001B\[[0-9;]*m)/;
