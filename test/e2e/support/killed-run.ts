import { rotateUntil } from './keyturn.ts';
import type { RunningSimulation } from './simulation.ts';

/** A run that was killed with SIGKILL when it had printed `at`, with `more` arguments. */
export async function killedRun(
  simulation: Pick<RunningSimulation, 'inventory' | 'stateDirectory'>,
  at: string,
  ...more: readonly string[]
): Promise<void> {
  const run = await rotateUntil(simulation, at, ...more);
  run.child.kill('SIGKILL');
  await run.finished;
}
