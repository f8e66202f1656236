import { processIo, withColourAsAsked } from './io.ts';
import { runCli } from './run-cli.ts';

/** Runs the command line of this process, and sets its exit code. */
export async function runProcess(): Promise<void> {
  // Whatever escapes is a bug: the state of the process is unknown, and the journal has all that counts.
  process.on('uncaughtException', (error) => void dieOf(error));
  // The code is set, not forced: what is still being written to a pipe gets out first.
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}

async function dieOf(error: unknown): Promise<void> {
  const { tellBug } = await import('./tell-error.ts');
  process.exit(tellBug(error, withColourAsAsked(process.argv, processIo())));
}
