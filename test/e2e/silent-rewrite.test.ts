import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { StoredKey } from '../../src/simulator/world/etcd-store.ts';
import { SECRETS } from '../../src/simulator/world/objects.ts';
import { restartService } from '../../src/simulator/world/service.ts';
import { atEntry, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments, start, type Finished } from './support/keyturn.ts';
import { saw } from './support/saw.ts';

const PRELOAD = join(import.meta.dirname, '../preloads/leaping-clock.ts');

const REENCRYPT = {
  fits: (entry: { readonly kind: string; readonly command?: string }) => entry.command === 'reencrypt',
  nth: 1,
};

function firstSecret({ world: { etcd } }: InProcessSimulation): StoredKey {
  const [secret] = etcd.store.range(SECRETS.from, SECRETS.to);
  if (secret === undefined) throw new Error('there is no Secret');
  return secret;
}

/** Runs until the rewrite is waited for; then the time that it has is over. */
async function untilPatienceEnds(simulation: InProcessSimulation): Promise<Finished> {
  const leap = join(simulation.directory, 'leap');
  const { child, finished } = start(rotateArguments(simulation, '--output', 'ndjson'), {
    environment: { KEYTURN_TEST_LEAP: leap },
    nodeArguments: ['--import', PRELOAD],
  });
  await saw(child, '"step":"rewrite-finished","elapsedMs"');
  writeFileSync(leap, '');
  return finished;
}

describe('a rewrite that ends without a word', () => {
  it('given a Secret that the apiserver of the leader cannot decrypt, when its time is over, then that Secret is named and a person must decide; when it is mended and the leader restarted, the resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    const { store } = simulation.world.etcd;
    const { key, value } = firstSecret(simulation);
    atEntry(simulation, REENCRYPT, () => {
      store.put(key, Buffer.from('k8s:enc:aescbc:v1:nobody-has-it:bytes'));
    });

    const stopped = await untilPatienceEnds(simulation);
    store.put(key, value);
    const leader = simulation.world.server('s1');
    restartService(simulation.world, leader);
    await expect.poll(() => leader.service.state.activeState).toBe('active');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    const told = stopped.stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain(`1 Secret cannot be read through s1, among them: ${key.slice(SECRETS.from.length)}`);
    expect(told).toContain('restart the service on s1 alone');
    expect(told).not.toContain('A resumed run restarts');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(simulation.census()).not.toHaveProperty('aescbckey');
    const minted = simulation.world.ledger.snapshot().filter(({ kind }) => kind === 'key-minted');
    expect(minted).toHaveLength(1);
  });
});
