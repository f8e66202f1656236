import type { Write } from './reporter.ts';

/** What reporters know about their output. */
export interface Terminal {
  readonly write: Write;
  readonly isTty: boolean;
  /** Whether colours may be used. */
  readonly colour: boolean;
  columns(): number;
  rows(): number;
}

/** The used part of a stream, as `process.stdout` has. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const DEFAULT_COLUMNS = 100;
const DEFAULT_ROWS = 24;

/**
 * Wraps an output stream. A reader that goes away (`keyturn ... | head`) ends the writing, never the run. After the
 * first error nothing more is written.
 */
export function terminalOf(
  stream: OutputStream,
  options: { readonly environment: Readonly<Record<string, string | undefined>>; readonly noColour: boolean },
): Terminal {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  const isTty = stream.isTTY === true && options.environment['TERM'] !== 'dumb';
  return {
    write: (text) => {
      if (broken || text === '') return;
      try {
        stream.write(text);
      } catch {
        broken = true;
      }
    },
    isTty,
    colour: isTty && !options.noColour && (options.environment['NO_COLOR'] ?? '') === '',
    columns: () => positive(stream.columns) ?? DEFAULT_COLUMNS,
    rows: () => positive(stream.rows) ?? DEFAULT_ROWS,
  };
}

function positive(size: number | undefined): number | undefined {
  return size !== undefined && size > 0 ? size : undefined;
}
