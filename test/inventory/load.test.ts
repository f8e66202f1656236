import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryEnvironment } from '../../inventory/environment.ts';
import { loadInventory, selectCluster } from '../../inventory/load.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import { makePlace, type Place } from './written.ts';

let place: Place;
let one: readonly Cluster[];
let two: readonly Cluster[];

beforeAll(async () => {
  place = await makePlace();
  const written = (names: readonly string[]) =>
    `version: 1\nclusters:\n${names.map((name) => `  ${name}: {distribution: k3s, servers: [{host: ${name}}]}\n`).join('')}`;
  one = await place.clusters(written(['prod']));
  two = await place.clusters(written(['prod', 'lab']));
});

afterAll(() => place[Symbol.asyncDispose]());

describe('an inventory file', () => {
  it('given no such file, when it is loaded, then it says which and why', async () => {
    const file = join(place.directory, 'none.yaml');
    expect(await loadInventory(file, place.environment)).toEqual({
      ok: false,
      failure: { kind: 'inventory-unreadable', file, reason: 'ENOENT' },
    });
  });

  it('given a directory without an Ansible inventory, when it is loaded, then it says that no host is there', async () => {
    expect(await loadInventory(join(place.directory, 'home'), place.environment)).toMatchObject({
      ok: false,
      failure: { kind: 'inventory-invalid' },
    });
  });

  it('given empty variables, when the environment is read, then they count as absent', () => {
    const read = inventoryEnvironment({ HOME: '', USER: '', SSH_AUTH_SOCK: '' });
    expect(read.agent).toBeUndefined();
    expect(read.home).not.toBe('');
    expect(read.user).not.toBe('');
  });

  it('given variables, when the environment is read, then they are taken', () => {
    const variables = { HOME: '/home/ops', USER: 'ops', SSH_AUTH_SOCK: '/run/a' };
    expect(inventoryEnvironment(variables)).toEqual({ home: '/home/ops', user: 'ops', agent: '/run/a', variables });
  });
});

describe('a file with a broken cluster beside the one that is chosen', () => {
  const write = async (): Promise<string> => {
    const file = join(place.directory, 'beside.yaml');
    const missing = join(place.directory, 'no-such-key');
    await writeFile(
      file,
      `version: 1\nclusters:\n  prod: {distribution: k3s, ssh: {identityFile: ${missing}}, severs: []}\n  stage: {distribution: k3s, servers: [{host: s1}]}\n`,
    );
    return file;
  };

  it('given the healthy one by its name, when it is loaded, then it is that one alone', async () => {
    const loaded = await loadInventory(await write(), place.environment, { cluster: 'stage' });
    expect(loaded).toMatchObject({ ok: true, value: [{ name: 'stage' }] });
  });

  it.for(['prod', undefined, 'other'])(
    'given %s by its name, when it is loaded, then the problems are named',
    async (cluster) => {
      const loaded = await loadInventory(await write(), place.environment, { cluster });
      expect(loaded).toMatchObject({ ok: false, failure: { kind: 'inventory-invalid' } });
      const text = JSON.stringify(loaded);
      expect(text).toContain('no-such-key');
      expect(text).toContain('severs');
    },
  );
});

describe('the choice of a cluster', () => {
  it('given one cluster and no name, then it is that one', () => {
    expect(selectCluster(one, undefined, 'f')).toMatchObject({ ok: true, value: { name: 'prod' } });
  });

  it('given two clusters and a name, then it is the named one', () => {
    expect(selectCluster(two, 'lab', 'f')).toMatchObject({ ok: true, value: { name: 'lab' } });
  });

  it('given two clusters and no name, then it is ambiguous', () => {
    expect(selectCluster(two, undefined, 'f')).toEqual({
      ok: false,
      failure: { kind: 'cluster-ambiguous', file: 'f', clusters: ['prod', 'lab'] },
    });
  });

  it('given a name that is not there, then it says which are', () => {
    expect(selectCluster(one, 'test', 'f')).toEqual({
      ok: false,
      failure: { kind: 'cluster-unknown', file: 'f', wanted: 'test', clusters: ['prod'] },
    });
  });
});
