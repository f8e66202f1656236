import type { SimulationOptions } from '../../src/simulator/simulate.ts';

/** A simulation in which nothing is out of the ordinary. */
export const PLAIN_SIMULATION = {
  distribution: 'rke2',
  servers: 3,
  etcdOnly: 0,
  controlPlaneOnly: 0,
  faults: [],
  provider: 'aescbc',
  seed: 1,
  writers: false,
} as const satisfies Partial<SimulationOptions>;
