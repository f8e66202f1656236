import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import { startSimulation, type Simulation } from '../../src/simulator/simulate.ts';
import { SECRETS } from '../../src/simulator/world/objects.ts';
import { journalOf, keyturn } from './support/keyturn.ts';

/** The leader goes first in each roll; in the last one, every count but that of the last holder is behind it then. */
const LAST_ROLL = 3;

/** The bytes of the first Secret are put back as they are now, when the leader is restarted in the last roll. */
function putBackInLastRoll({ world }: Simulation, leader: string): void {
  const [secret] = world.etcd.store.range(SECRETS.from, SECRETS.to);
  if (secret === undefined) throw new Error('no Secret to put back');
  const { ledger } = world;
  const add = ledger.add.bind(ledger);
  let restarts = 0;
  ledger.add = (entry) => {
    add(entry);
    if (entry.kind !== 'service-restart' || entry.server !== leader) return;
    restarts += 1;
    if (restarts === LAST_ROLL) world.etcd.store.put(secret.key, secret.value);
  };
}

describe('the last server that still has the old key', () => {
  it('given a Secret that is put under the old key while the last roll goes on, when that server is next, then the Secret is counted, repaired through it, and nothing is lost', async ({
    expect,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-last-holder-'));
    const simulation = await startSimulation({
      directory,
      distribution: 'rke2',
      servers: 3,
      etcdOnly: 0,
      controlPlaneOnly: 0,
      secrets: 20,
      faults: [],
      timeScale: 60,
      provider: 'aescbc',
      seed: 1,
      writers: true,
    });
    try {
      putBackInLastRoll(simulation, 's1');
      const stateDirectory = join(directory, 'state');
      const { inventoryFile } = simulation;
      const args = ['--inventory', inventoryFile, '--state-dir', stateDirectory, '--read-back', 'all', '--yes'];

      const result = await keyturn(['rotate', ...args, '--output', 'ndjson']);

      expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
      const lines = result.stdout.trimEnd().split('\n');
      const events = lines.map((line) => JSON.parse(line) as Event);
      expect(events.filter(({ type }) => type === 'stragglers-repaired')).toMatchObject([
        { step: 'census:last-holder', through: 's3', count: 1 },
      ]);
      const census = journalOf({ stateDirectory }).filter(
        ({ record }) => 'step' in record && record.step === 'census:last-holder',
      );
      expect(census.map(({ record }) => record.kind)).toEqual(['intended', 'done']);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
      expect(await simulation.writersReport()).toMatchObject({ lost: 0 });
    } finally {
      await simulation.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
