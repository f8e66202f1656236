import { rotateArguments, start } from './keyturn.ts';
import { saw } from './saw.ts';
import type { RunningSimulation } from './simulation.ts';

/** A run that was killed with SIGKILL when it had printed `at`, with `more` arguments. */
export async function killedRun(
  simulation: Pick<RunningSimulation, 'inventory' | 'stateDirectory'>,
  at: string,
  ...more: readonly string[]
): Promise<void> {
  const run = start(rotateArguments(simulation, ...more, '--output', 'ndjson'));
  await saw(run.child, at);
  run.child.kill('SIGKILL');
  await run.finished;
}
