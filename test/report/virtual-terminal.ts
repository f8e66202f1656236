import xterm from '@xterm/headless';

import type { Terminal } from '../../src/report/terminal.ts';

/** A terminal without a window: xterm's own, which wraps, scrolls and reflows as a person's would. It works off in the background what is written. */
export interface VirtualTerminal extends Terminal {
  /** Every line, what scrolled away too, without trailing empty ones. */
  lines(): Promise<readonly string[]>;
  /** Lines that were wrapped are joined and wrapped anew. */
  resize(columns: number, rows: number): Promise<void>;
  cursorIsShown(): Promise<boolean>;
  /** Texts as they were written, one by one. */
  readonly writes: readonly string[];
}

/** `DECTCEM`: the private mode that shows the cursor. */
const CURSOR_MODE = 25;

/** Makes one. */
export function virtualTerminal(columns = 80, rows = 24): VirtualTerminal {
  // A terminal's driver makes a line feed go to the first column too (`onlcr`).
  const terminal = new xterm.Terminal({ cols: columns, rows, convertEol: true, allowProposedApi: true });
  const writes: string[] = [];
  let isShown = true;
  for (const [final, shows] of [
    ['h', true],
    ['l', false],
  ] as const) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (modes) => {
      if (modes.includes(CURSOR_MODE)) isShown = shows;
      return false;
    });
  }
  const worked = (): Promise<void> => new Promise((resolve) => terminal.write('', resolve));

  return {
    write: (text) => {
      writes.push(text);
      terminal.write(text);
    },
    isTty: true,
    colour: false,
    columns: () => terminal.cols,
    rows: () => terminal.rows,
    lines: async () => {
      await worked();
      const { active } = terminal.buffer;
      const shown = Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true).trimEnd() ?? '',
      );
      while (shown.at(-1) === '') shown.pop();
      return shown;
    },
    resize: async (newColumns, newRows) => {
      await worked();
      terminal.resize(newColumns, newRows);
    },
    cursorIsShown: async () => {
      await worked();
      return isShown;
    },
    writes,
  };
}
