import type { Readable } from 'node:stream';
import { codeOf } from '../model/error-words.ts';
import type { OutputStream } from '../report/terminal.ts';

/** Standard input, where it is a terminal or not. */
interface InputStream extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** All that the command line has of the world. */
export interface CliIo {
  readonly stdin: InputStream;
  readonly stdout: OutputStream & NodeJS.WritableStream;
  readonly stderr: OutputStream & NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
}

/** The process's own. */
export function processIo(): CliIo {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, environment: process.env };
}

/**
 * `--no-color` as the variable that says the same. Looked for by hand: what is told before the arguments are understood, or because they
 * are not, must obey it too.
 */
export function withColourAsAsked(args: readonly string[], io: CliIo): CliIo {
  return args.includes('--no-color') ? { ...io, environment: { ...io.environment, NO_COLOR: '1' } } : io;
}

/** Remembers whether what was written to stdout got there. */
export interface OutputWatch {
  /** The first error, after everything written so far is out; `undefined`: none, or only a reader that went away. */
  settled(): Promise<string | undefined>;
}

/**
 * A reader that goes away (`keyturn status | head -1`) is no error: he has what he wanted. Anything else, such as a full disk, is: half of
 * an answer looks like a whole one. Without a listener either would end the process in the middle of its work.
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
      // The callback of a write comes after all writes before it, failed or not; the event after a failed one at the end of the turn.
      await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
      await new Promise<void>((resolve) => void setImmediate(resolve));
      return first;
    },
  };
}
