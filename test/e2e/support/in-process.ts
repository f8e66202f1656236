import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Simulation, SimulationOptions } from '../../../src/simulator/simulate.ts';
import type { LedgerEntry } from '../../../src/simulator/world/ledger.ts';
import { PLAIN_SIMULATION } from '../../support/plain-simulation.ts';
import { simulateHere } from './built-simulator.ts';

/** A simulated cluster in the process of the test, which can act the moment something happens on a server. */
export interface InProcessSimulation extends Simulation, AsyncDisposable {
  readonly inventory: string;
  readonly stateDirectory: string;
}

export async function startInProcess(
  options: Partial<Omit<SimulationOptions, 'directory'>> = {},
): Promise<InProcessSimulation> {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-in-process-'));
  const simulation = await simulateHere({
    directory,
    ...PLAIN_SIMULATION,
    secrets: 20,
    timeScale: 60,
    ...options,
  });
  return {
    ...simulation,
    inventory: simulation.inventoryFile,
    stateDirectory: join(directory, 'state'),
    [Symbol.asyncDispose]: async () => {
      await simulation.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Acts at the `nth` entry of the ledger that fits, before anything else can happen. */
export function atEntry(
  { world: { ledger } }: Simulation,
  moment: { readonly fits: (entry: LedgerEntry) => boolean; readonly nth: number },
  act: () => void,
): void {
  const add = ledger.add.bind(ledger);
  let seen = 0;
  ledger.add = (entry) => {
    add(entry);
    if (!moment.fits(entry)) return;
    seen += 1;
    if (seen === moment.nth) act();
  };
}

/** How many keys the engines have made. */
export function minted({ world }: Simulation): number {
  return world.ledger.snapshot().filter(({ kind }) => kind === 'key-minted').length;
}
