import { killedRun } from './killed-run.ts';
import type { RunningSimulation } from './simulation.ts';

/** A run that was killed when it had printed `at`, and `server` lost at that moment. */
export async function killedAt(
  simulation: RunningSimulation,
  { at, lost, more = [] }: { readonly at: string; readonly lost: string; readonly more?: readonly string[] },
): Promise<void> {
  await killedRun(simulation, at, ...more);
  await simulation.fault(`host-gone:${lost}`);
}

/** A command that asks, with the simulation's inventory and state. */
export function asking(simulation: RunningSimulation, command: string, ...more: readonly string[]): readonly string[] {
  return [command, '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory, ...more];
}

/** What a command printed, on one line. */
export function told({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return (stdout + stderr).replaceAll(/\s+/g, ' ');
}
