import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryEnvironment } from '../../inventory/environment.ts';
import { loadInventory } from '../../inventory/load.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import type { InventoryProblem } from '../../src/model/failures/input.ts';

/** A directory with an inventory and the key files it may name: `id`, `known_hosts`, and `home/id`. */
export interface Place extends AsyncDisposable {
  readonly directory: string;
  readonly environment: InventoryEnvironment;
  load(text: string): ReturnType<typeof loadInventory>;
  /** The clusters of a valid inventory. */
  clusters(text: string): Promise<readonly Cluster[]>;
  /** What is wrong with an invalid one. */
  problems(text: string): Promise<readonly InventoryProblem[]>;
}

export async function makePlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-inventory-'));
  await mkdir(join(directory, 'home'));
  await Promise.all(['id', 'known_hosts', 'home/id'].map((name) => writeFile(join(directory, name), '')));
  const environment = {
    home: join(directory, 'home'),
    user: 'me',
    agent: '/run/agent.sock',
    systemSshConfig: join(directory, 'ssh_config'),
  };
  const load = async (text: string) => {
    await writeFile(join(directory, 'hosts.yaml'), text);
    return loadInventory(join(directory, 'hosts.yaml'), environment);
  };
  return {
    directory,
    environment,
    load,
    clusters: async (text) => {
      const loaded = await load(text);
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
      return loaded.value;
    },
    problems: async (text) => {
      const loaded = await load(text);
      if (loaded.ok || loaded.failure.kind !== 'inventory-invalid') throw new Error(JSON.stringify(loaded));
      return loaded.failure.problems;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}
