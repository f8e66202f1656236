// Screens of a terminal as text with escape sequences, and as a picture.
import type { IBufferLine } from '@xterm/headless';

/** How a part of a line is shown. Colours are numbers of the palette, `undefined` is the colour of plain text. */
interface Look {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: number | undefined;
}

interface Span extends Look {
  readonly column: number;
  readonly text: string;
}

const PLAIN_LOOK: Look = { bold: false, dim: false, colour: undefined };

/** A line of xterm's buffer with the escape sequences that show it again. */
export function ansiLine(line: IBufferLine | undefined, columns: number): string {
  let text = '';
  let before = PLAIN_LOOK;
  const last = line?.translateToString(true).trimEnd().length ?? 0;
  for (let column = 0; column < Math.min(columns, last); column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined) continue;
    const look = {
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      colour: cell.isFgPalette() ? cell.getFgColor() : undefined,
    };
    if (!isSame(look, before)) text += sequenceOf(look);
    before = look;
    text += cell.getChars() || ' ';
  }
  return isSame(before, PLAIN_LOOK) ? text : `${text}${sequenceOf(PLAIN_LOOK)}`;
}

function isSame(one: Look, other: Look): boolean {
  return one.bold === other.bold && one.dim === other.dim && one.colour === other.colour;
}

function sequenceOf({ bold, dim, colour }: Look): string {
  const codes = [
    '0',
    ...(bold ? ['1'] : []),
    ...(dim ? ['2'] : []),
    ...(colour === undefined ? [] : [`${30 + colour}`]),
  ];
  return `\u001B[${codes.join(';')}m`;
}

/** Reads what `ansiLine` has written. */
function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let look = PLAIN_LOOK;
  let column = 0;
  // eslint-disable-next-line no-control-regex -- escape sequences begin with one
  for (const part of line.split(/(\u001B\[[\d;]*m)/)) {
    if (part.startsWith('\u001B')) {
      look = lookOf(part.slice(2, -1).split(';').map(Number));
    } else {
      // Blanks between words of a line are the place of the next word, and have no look.
      for (const { 0: text, index } of part.matchAll(/\S+(?: \S+)*/g))
        spans.push({ ...look, column: column + index, text });
      column += part.length;
    }
  }
  return spans;
}

function lookOf(codes: readonly number[]): Look {
  return {
    bold: codes.includes(1),
    dim: codes.includes(2),
    colour: codes.flatMap((code) => (code >= 30 && code < 38 ? [code - 30] : []))[0],
  };
}

/** One screen of a picture, and the words above it. */
export interface Screen {
  readonly title: string;
  readonly text: string;
}

const CELL = { width: 7.8, height: 18 };
const MARGIN = 18;
const TITLE_HEIGHT = 34;
const COLOURS: Readonly<Record<number, string>> = { 1: 'red', 2: 'green', 3: 'yellow', 6: 'cyan' };

/**
 * The screens as one picture, one below the other, each with its own background, so that it is readable on a light and
 * a dark page. Each word has its place and its width, whatever font the reader has.
 */
export function terminalPicture(
  screens: readonly Screen[],
  options: { readonly columns: number; readonly about: string },
): string {
  const width = rounded(options.columns * CELL.width + 2 * MARGIN);
  const drawn: string[] = [];
  let top = 0;
  for (const { title, text } of screens) {
    const lines = text.trimEnd().split('\n');
    const height = rounded(TITLE_HEIGHT + lines.length * CELL.height + MARGIN);
    drawn.push(
      `<g transform="translate(0 ${top})">`,
      `<rect class="window" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
      `<text class="title" x="${MARGIN}" y="22">${escaped(title)}</text>`,
      ...lines.flatMap((line, row) => spansOf(line).map((span) => drawnSpan(span, row))),
      '</g>',
    );
    top += height + 12;
  }
  const height = top - 12;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(options.about)}">`,
    STYLE,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawnSpan({ column, text, bold, dim, colour }: Span, row: number): string {
  const names = [bold ? 'bold' : '', dim ? 'dim' : '', colour === undefined ? '' : (COLOURS[colour] ?? '')].filter(
    (name) => name !== '',
  );
  const look = names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  const x = rounded(MARGIN + column * CELL.width);
  const y = rounded(TITLE_HEIGHT + (row + 0.75) * CELL.height);
  return `<text${look} x="${x}" y="${y}" textLength="${rounded(text.length * CELL.width)}">${escaped(text)}</text>`;
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d5dae0; white-space: pre; }
.window { fill: #14181d; stroke: #4b545e; }
.title { fill: #8f9aa6; }
.bold { font-weight: 700; fill: #ffffff; }
.dim { fill: #8f9aa6; }
.red { fill: #ff8a80; }
.green { fill: #7ee08a; }
.yellow { fill: #f2cc60; }
.cyan { fill: #6fd3e3; }
@media (prefers-color-scheme: light) {
text { fill: #24292f; }
.window { fill: #f8f9fb; stroke: #b6bec7; }
.title, .dim { fill: #59636e; }
.bold { fill: #000000; }
.red { fill: #b3261e; }
.green { fill: #176f2c; }
.yellow { fill: #7a4f00; }
.cyan { fill: #0b6478; }
}
</style>`;
