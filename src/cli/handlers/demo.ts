import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../model/error-words.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { demoHeadline, demoHolds, demoText } from '../../report/demo-text.ts';
import { wrap } from '../../report/layout.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import { claimDirectory } from '../../simulator/claim-directory.ts';
import { startSimulation } from '../../simulator/simulate.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { demoProblem } from '../simulation-problem.ts';
import { tellFailure } from '../tell-error.ts';
import { handleRotate } from './rotate.ts';

/** The arguments of `demo`. */
interface DemoArguments extends GlobalArguments {
  readonly secrets: number;
  readonly timeScale: number;
}

const SERVERS = 3;

/**
 * `keyturn demo` runs the real `rotate` against a simulated cluster in the same process. The exit code is 0 only where
 * the rotation ended well, the simulated etcd holds nothing under the old key, and no acknowledged Secret is lost.
 * Leaves nothing behind.
 */
export async function handleDemo(args: DemoArguments, io: CliIo): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  // Outlives the rotation's own watcher, so that a signal before or after the rotation does not leave the directory
  // behind.
  using interrupts = watchInterrupts({ source: process, emit: () => undefined, giveUp: () => undefined });
  const made = await ownDirectory();
  if (!made.ok) return tellFailure(made.failure, io);
  const directory = made.value;
  try {
    const refusal = claimDirectory(directory);
    if (refusal !== undefined) {
      return tellFailure({ kind: 'usage', command: 'demo', message: demoProblem(tmpdir(), refusal) }, io);
    }
    const simulation = await startSimulation({
      directory,
      distribution: 'rke2',
      servers: SERVERS,
      etcdOnly: 0,
      controlPlaneOnly: 0,
      secrets: args.secrets,
      faults: [],
      timeScale: args.timeScale,
      provider: 'aescbc',
      seed: 1,
      writers: true,
    });
    try {
      if (interrupts.soft.aborted) return EXIT_CODES.interrupted.code;
      output.write(`${wrap(demoHeadline(SERVERS, args.secrets), output.columns())}\n`);
      const before = simulation.census();
      const stateDir = join(directory, 'state');
      const code = await handleRotate(
        { ...args, inventory: simulation.inventoryFile, stateDir, yes: true, readBack: 'sample', output: 'pretty' },
        io,
      );
      if (code !== EXIT_CODES.done.code) return code;
      const evidence = { before, writers: await simulation.writersReport(), after: simulation.census() };
      output.write(demoText(evidence, { style: createStyle(output.colour), width: output.columns() }));
      return EXIT_CODES[demoHolds(evidence) ? 'done' : 'proof-failed'].code;
    } finally {
      await simulation.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A new directory among the temporary files. Fails with `file-unwritable`. */
async function ownDirectory(): Promise<Result<string>> {
  try {
    return success(await mkdtemp(join(tmpdir(), 'keyturn-demo-')));
  } catch (error) {
    return failed({ kind: 'file-unwritable', file: tmpdir(), reason: codeOf(error) });
  }
}
