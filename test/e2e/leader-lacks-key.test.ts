import { appendFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { SECRETS } from '../../src/simulator/world/objects.ts';
import { atEntry, startInProcess } from './support/in-process.ts';
import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import {
  restartedServers,
  startSimulation,
  type RunningSimulation,
  type SimulationOptions,
} from './support/simulation.ts';

const BY_ROTATE_KEYS = ['--strategy', 'rotate-keys', '--accept-write-window', '--output', 'json'];

const CLUSTERS: readonly {
  readonly name: string;
  readonly options: SimulationOptions;
  readonly reload?: 'restart-container';
  readonly first: string;
}[] = [
  { name: 'K3s', options: { distribution: 'k3s', writers: true }, first: 's1' },
  {
    name: 'RKE2 whose containers are restarted',
    options: { writers: true },
    reload: 'restart-container',
    first: 's1',
  },
  { name: 'RKE2 whose apiservers poll', options: {}, first: 's1' },
  {
    name: 'K3s with etcd on servers of its own',
    options: { distribution: 'k3s', servers: 0, controlPlaneOnly: 2, etcdOnly: 3 },
    first: 'e1',
  },
  { name: 'one K3s server', options: { distribution: 'k3s', servers: 1 }, first: 's1' },
];

async function stoppedContainers(simulation: RunningSimulation): Promise<number> {
  return (await simulation.ledger()).filter(({ kind }) => kind === 'container-stop').length;
}

function failureOf({ stdout }: Finished): unknown {
  return (JSON.parse(stdout) as { outcome: { failure?: unknown } }).outcome.failure;
}

/** Names of the keys in the encryption file of a server. */
async function keysOn(
  simulation: RunningSimulation,
  server: string,
  distribution = 'rke2',
): Promise<readonly string[]> {
  const file = `/var/lib/rancher/${distribution}/server/cred/encryption-config.json`;
  const { stdout } = await simulation.exec(server, `grep -o 'aescbckey[^"]*' ${file}`);
  return stdout.trim().split('\n');
}

describe.concurrent('a leader that has the new key alone, while Secrets are under the old one', () => {
  for (const { name, options, reload, first } of CLUSTERS) {
    it(`given ${name}, when its last roll would begin, then nothing is restarted, started or resumed, and a person must decide`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ ...options, faults: ['straggler:2'] });
      if (reload !== undefined)
        appendFileSync(simulation.inventory, `\n    rotation: { apiserverReload: ${reload} }\n`);

      const stopped = await keyturn(rotateArguments(simulation, ...BY_ROTATE_KEYS));
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
      expect(failureOf(stopped)).toMatchObject({
        kind: 'stragglers-remain',
        point: `before:${first}`,
        repairable: false,
      });
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
      expect(await restartedServers(simulation)).toEqual([]);
      expect(await stoppedContainers(simulation)).toBe(0);
      const { aescbckey: underOld = 0 } = await simulation.secrets();
      expect(underOld).toBeGreaterThanOrEqual(2);
    });
  }

  it('given somebody sent rotate-keys by hand on K3s, when it is adopted, then its roll does not begin, and each Secret can be read through a server still', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', faults: ['straggler:2'] });
    await simulation.exec('s1', 'k3s secrets-encrypt rotate-keys');
    await expect.poll(() => keysOn(simulation, 's1', 'k3s')).toEqual([expect.stringMatching(/^aescbckey-/)]);

    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--output', 'json'));

    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 3 });
    expect(failureOf(adopted)).toMatchObject({ kind: 'keys-out-of-reach' });
    expect(await restartedServers(simulation)).toEqual([]);
    for (const follower of ['s2', 's3']) expect(await keysOn(simulation, follower, 'k3s')).toEqual(['aescbckey']);
  });

  it('given a Secret that comes under the old key while the leader of a rotate-keys restarts on RKE2, when its container is next, then the container is not stopped', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    appendFileSync(simulation.inventory, '\n    rotation: { apiserverReload: restart-container }\n');
    const { store } = simulation.world.etcd;
    const [secret] = store.range(SECRETS.from, SECRETS.to);
    if (secret === undefined) throw new Error('there is no Secret');
    atEntry(simulation, { fits: ({ kind }) => kind === 'service-restart', nth: 1 }, () =>
      store.put(secret.key, secret.value),
    );

    const stopped = await keyturn(rotateArguments(simulation, ...BY_ROTATE_KEYS));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    expect(failureOf(stopped)).toMatchObject({ kind: 'stragglers-remain', point: 'before-container:s1' });
    const kinds = simulation.world.ledger.snapshot().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'service-restart')).toHaveLength(1);
    expect(kinds).not.toContain('container-stop');
  });
});
