import type { Readable } from 'node:stream';
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
