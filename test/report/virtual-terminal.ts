import type { Terminal } from '../../src/report/terminal.ts';

/** A terminal that understands what a screen sends, and remembers what a person would see. It wraps, scrolls and reflows. */
export interface VirtualTerminal extends Terminal {
  /** Every line, what scrolled away too, without trailing empty ones. */
  lines(): readonly string[];
  /** As xterm does: lines that were wrapped are joined and wrapped anew. */
  resize(columns: number, rows: number): void;
  cursorIsShown(): boolean;
  /** Texts as they were written, one by one. */
  readonly writes: readonly string[];
}

interface Line {
  text: string;
  /** The line before goes on here. */
  continues: boolean;
}

// eslint-disable-next-line no-control-regex -- escape sequences begin with one
const TOKENS = /\u001B\[(\??[\d;]*)([A-Za-z])|([\s\S])/gu;

/** Makes one. */
export function virtualTerminal(columns = 80, rows = 24): VirtualTerminal {
  let size = { columns, rows };
  let lines: Line[] = [{ text: '', continues: false }];
  let at = { row: 0, column: 0 };
  let isShown = true;
  const writes: string[] = [];

  const line = (row: number): Line => {
    while (lines.length <= row) lines.push({ text: '', continues: false });
    return lines[row] as Line;
  };
  const put = (character: string): void => {
    if (at.column >= size.columns) {
      at = { row: at.row + 1, column: 0 };
      line(at.row).continues = true;
    }
    const current = line(at.row);
    current.text = current.text.slice(0, at.column).padEnd(at.column) + character + current.text.slice(at.column + 1);
    at.column += 1;
  };
  const control = (parameters: string, final: string): void => {
    if (final === 'A') at.row = Math.max(0, lines.length - size.rows, at.row - Number(parameters || 1));
    else if (final === 'K') line(at.row).text = line(at.row).text.slice(0, at.column);
    else if (final === 'J') {
      line(at.row).text = line(at.row).text.slice(0, at.column);
      lines = lines.slice(0, at.row + 1);
    } else if (parameters === '?25') isShown = final === 'h';
    else if (final !== 'm' && parameters !== '?2026') throw new Error(`unknown sequence ${parameters}${final}`);
  };

  return {
    write: (text) => {
      writes.push(text);
      for (const [, parameters, final, character] of text.matchAll(TOKENS)) {
        if (final !== undefined) control(parameters ?? '', final);
        else if (character === '\r') at.column = 0;
        else if (character === '\n') {
          at = { row: at.row + 1, column: 0 };
          line(at.row).continues = false;
        } else if (character !== undefined) put(character);
      }
    },
    isTty: true,
    colour: false,
    columns: () => size.columns,
    rows: () => size.rows,
    lines: () => {
      const shown = lines.map(({ text }) => text.trimEnd());
      while (shown.at(-1) === '') shown.pop();
      return shown;
    },
    resize: (newColumns, newRows) => {
      size = { columns: newColumns, rows: newRows };
      const below = lines.length - at.row;
      const whole: string[] = [];
      for (const { text, continues } of lines) {
        if (continues) whole[whole.length - 1] += text;
        else whole.push(text);
      }
      lines = whole.flatMap((text) => {
        const pieces = text.match(new RegExp(`.{1,${newColumns}}`, 'gu')) ?? [''];
        return pieces.map((piece, index) => ({ text: piece, continues: index > 0 }));
      });
      at = { row: Math.max(0, lines.length - below), column: 0 };
    },
    cursorIsShown: () => isShown,
    writes,
  };
}
