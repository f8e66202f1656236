import type { Readable } from 'node:stream';
import { codeOf } from '../model/error-words.ts';
import type { OutputStream } from '../report/terminal.ts';

/** Standard input, which may be a terminal. */
interface InputStream extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The streams and the environment of the command line. */
export interface CliIo {
  readonly stdin: InputStream;
  readonly stdout: OutputStream & NodeJS.WritableStream;
  readonly stderr: OutputStream & NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
}

/** The streams and the environment of the process. */
export function processIo(): CliIo {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, environment: process.env };
}

/**
 * Treats `--no-color` as the equivalent environment variable. The flag is read by hand, because output before the
 * arguments are understood, and after a usage error, must obey the flag too.
 */
export function withColourAsAsked(args: readonly string[], io: CliIo): CliIo {
  return args.includes('--no-color') ? { ...io, environment: { ...io.environment, NO_COLOR: '1' } } : io;
}

/** Remembers whether stdout received the output. */
export interface OutputWatch {
  /**
   * The first error, after the output so far is out. `undefined` without an error, or when only the reader went away.
   */
  settled(): Promise<string | undefined>;
}

/**
 * A reader that goes away (`keyturn status | head -1`) is no error, because the reader has read enough. Any other
 * error, such as a full disk, counts, because half of an answer looks like a whole answer. Without a listener either
 * would end the process in the middle of its work.
 */
export function watchOutput({ stdout, stderr }: Pick<CliIo, 'stdout' | 'stderr'>): OutputWatch {
  let first: string | undefined;
  stderr.on('error', () => undefined);
  stdout.on('error', (error) => {
    const reason = codeOf(error);
    if (reason !== 'EPIPE' && reason !== 'ERR_STREAM_DESTROYED') first ??= reason;
  });
  return {
    settled: async () => {
      // The callback of a write comes after all earlier writes, failed or not. The event of a failed write comes at the
      // end of the turn.
      await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
      await new Promise<void>((resolve) => void setImmediate(resolve));
      return first;
    },
  };
}
