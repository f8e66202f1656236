import type { Simulation, SimulationOptions } from '../../../src/simulator/simulate.ts';
import { BUILT_SIMULATOR } from '../../support/built.ts';

interface Simulator {
  readonly startSimulation: (options: SimulationOptions) => Promise<Simulation>;
}

const built = (await import(BUILT_SIMULATOR)) as Simulator;

/** Starts a simulated cluster in this process. The simulator is one file, built before the tests. */
export const { startSimulation: simulateHere } = built;
