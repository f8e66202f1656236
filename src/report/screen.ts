import { cut } from './layout.ts';
import { visibleLength } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** The bottom of a terminal, drawn repeatedly, with ordinary text scrolling above. */
export interface Screen {
  /** Shows these lines in place of the previous lines. Writes nothing if nothing changed. */
  draw(lines: readonly string[]): void;
  /** Writes lasting lines above the drawn lines. */
  printAbove(text: string): void;
  /** Removes the drawn lines and shows the cursor again. Safe to call twice. */
  close(): void;
}

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
/**
 * A terminal that supports this sequence shows everything up to the end sequence at once. Other terminals ignore the
 * sequence.
 */
const BEGIN_TOGETHER = '\u001B[?2026h';
const END_TOGETHER = '\u001B[?2026l';
const ERASE_TO_END_OF_LINE = '\u001B[K';
const ERASE_BELOW = '\u001B[J';

/**
 * Each change is one write, and lines are overwritten rather than erased first, so nothing flickers. After a resize the
 * rows of the old lines are counted again, because a narrower terminal wraps lines.
 */
export function createScreen(terminal: Terminal): Screen {
  let drawn: readonly string[] = [];
  let drawnAt = { columns: 0, rows: 0 };
  let isOpen = false;

  const fitted = (lines: readonly string[]): readonly string[] => {
    // The last lines matter most, because the last lines show the present step.
    const room = Math.max(1, terminal.rows() - 1);
    return lines.slice(-room).map((line) => cut(line, terminal.columns() - 1));
  };
  const backToTop = (): string => {
    const columns = terminal.columns();
    const rows = drawn.reduce((total, line) => total + Math.max(1, Math.ceil(visibleLength(line) / columns)), 0);
    return rows === 0 ? '\r' : `\r\u001B[${rows}A`;
  };
  const paint = (above: string, lines: readonly string[]): void => {
    const opening = isOpen ? '' : HIDE_CURSOR;
    const body = lines.map((line) => `${line}${ERASE_TO_END_OF_LINE}\n`).join('');
    const top = backToTop();
    terminal.write(`${BEGIN_TOGETHER}${opening}${top}${above}${body}${ERASE_BELOW}${END_TOGETHER}`);
    isOpen = true;
    drawn = lines;
    drawnAt = { columns: terminal.columns(), rows: terminal.rows() };
  };

  return {
    draw: (lines) => {
      const next = fitted(lines);
      const sameSize = drawnAt.columns === terminal.columns() && drawnAt.rows === terminal.rows();
      if (isOpen && sameSize && next.join('\n') === drawn.join('\n')) return;
      paint('', next);
    },
    printAbove: (text) => {
      const above = text
        .trimEnd()
        .split('\n')
        .map((line) => `${line}${ERASE_TO_END_OF_LINE}\n`)
        .join('');
      if (isOpen) paint(above, drawn);
      else terminal.write(`${text.trimEnd()}\n`);
    },
    close: () => {
      if (!isOpen) return;
      terminal.write(`${backToTop()}${ERASE_BELOW}${SHOW_CURSOR}`);
      isOpen = false;
      drawn = [];
    },
  };
}
