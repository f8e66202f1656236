import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, it } from 'vitest';
import { parse, stringify } from 'yaml';

import type { SimulationOptions } from '../../src/simulator/simulate.ts';
import { startSimulation, type Simulation } from '../../src/simulator/simulate.ts';
import { PLAIN_SIMULATION } from '../support/plain-simulation.ts';
import { keyturn, rotateArguments } from './support/keyturn.ts';
import { MAY_BE_A_SERVER, startServerMachine } from './support/on-a-server.ts';

interface Written {
  readonly clusters: {
    readonly simulated: {
      readonly ssh: Record<string, unknown>;
      readonly servers: readonly { readonly name: string; readonly ssh: Record<string, unknown> }[];
    };
  };
}

let directory = '';
let simulation: Simulation;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-transports-'));
});
afterEach(async () => {
  await simulation.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function simulated(options: Partial<SimulationOptions> = {}): Promise<void> {
  simulation = await startSimulation({
    directory: join(directory, 'simulation'),
    ...PLAIN_SIMULATION,
    secrets: 20,
    timeScale: 60,
    writers: true,
    ...options,
  });
}

/** Sets fields of `ssh`, of the cluster and of single servers. */
function setSsh(cluster: object, servers: Readonly<Record<string, object>> = {}): string {
  const written = parse(readFileSync(simulation.inventoryFile, 'utf8')) as Written;
  const { simulated: prod } = written.clusters;
  Object.assign(prod.ssh, cluster);
  for (const { name, ssh } of prod.servers) Object.assign(ssh, servers[name]);
  writeFileSync(simulation.inventoryFile, stringify(written));
  return simulation.inventoryFile;
}

/** The lines that a server was asked, however they came. */
function linesOf(server: string): number {
  return simulation.world.ledger.snapshot().filter((entry) => entry.kind === 'line' && entry.server === server).length;
}

async function expectRotated(expect: (value: unknown) => { toEqual(other: unknown): void }): Promise<void> {
  expect(simulation.census()['aescbckey'] ?? 0).toEqual(0);
  expect((await simulation.writersReport()).lostSecrets).toEqual([]);
  expect(simulation.world.ledger.snapshot().filter(({ kind }) => kind === 'unknown-program')).toEqual([]);
}

describe('a rotation through the ssh of the system', () => {
  it('given settings that only ssh itself understands, is done from beginning to end', async ({ expect }) => {
    const config = join(directory, 'ssh_config');
    const used = join(directory, 'used');
    await simulated();
    writeFileSync(config, `Match exec "echo x >> ${used}"\n  ServerAliveInterval 7\n`, { mode: 0o600 });
    const inventory = setSsh({ transport: 'openssh', config });
    const stateDirectory = join(directory, 'state');

    const { code, stdout, stderr } = await keyturn(rotateArguments({ inventory, stateDirectory }));

    expect(code, stdout + stderr).toBe(0);
    await expectRotated(expect);
    // ssh was started a few times for each server, and the lines went over these connections.
    const started = readFileSync(used, 'utf8').split('x').length - 1;
    expect(started).toBeGreaterThanOrEqual(3);
    expect(started).toBeLessThan(20);
    expect(['s1', 's2', 's3'].filter((server) => linesOf(server) < 50)).toEqual([]);
  });
});

// Where this user may not have namespaces of its own, this counts as skipped.
describe.runIf(MAY_BE_A_SERVER)('a rotation from one of the servers', () => {
  it('given the leader as this machine and the others over SSH, is done from beginning to end', async ({ expect }) => {
    await simulated();
    const inventory = setSsh({}, { s1: { transport: 'local', port: 1 } });
    const stateDirectory = join(directory, 'state');
    await using machine = await startServerMachine(simulation, { server: 's1', directory: join(directory, 'machine') });

    const { code, stdout, stderr } = await machine.keyturn(rotateArguments({ inventory, stateDirectory }));

    expect(code, stdout + stderr).toBe(0);
    await expectRotated(expect);
    expect(linesOf('s1')).toBeGreaterThan(50);
  });
});
