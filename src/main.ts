#!/usr/bin/env node
import { processIo, withColourAsAsked } from './cli/io.ts';
import { runCli } from './cli/run-cli.ts';

// Whatever escapes is a bug: the state of the process is unknown, and the journal has all that counts.
process.on('uncaughtException', (error) => void dieOf(error));

async function dieOf(error: unknown): Promise<void> {
  const { tellBug } = await import('./cli/tell-error.ts');
  process.exit(tellBug(error, withColourAsAsked(process.argv, processIo())));
}

// The code is set, not forced: what is still being written to a pipe gets out first.
process.exitCode = await runCli(process.argv.slice(2), processIo());
