import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { bringDown } from './cluster.ts';
import { must } from './command.ts';
import { debianImage } from './image.ts';
import { planCluster } from './layout.ts';
import { holdName } from './lock.ts';
import { bootBare, execOn } from './machine.ts';
import { directoryOf, networkFor } from './registry.ts';

const NAME = 'probe-boot';
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 500;

/**
 * Whether systemd comes up in a container on this machine at all: the bare image, no network, nothing of the engine's. It says
 * nothing of the lab's own code, so that a mistake there cannot pass for a machine that is not able to.
 */
export async function bootsContainers(): Promise<boolean> {
  using _name = await holdName(NAME);
  const image = await debianImage();
  await bringDown(NAME);
  const roles = { servers: 1, controlPlaneOnly: 0, etcdOnly: 0 };
  const shape = { ...roles, name: NAME, provider: 'aescbc', datastore: 'etcd', reloadMetric: true } as const;
  const plan = planCluster(shape, networkFor(NAME));
  const [host] = plan.hosts;
  if (host === undefined) throw new Error('no host');
  try {
    mkdirSync(join(directoryOf(NAME), 'hosts'), { recursive: true });
    must('cp', ['--archive', '--reflink=auto', image, host.root]);
    rmSync(join(host.root, 'etc/machine-id'), { force: true });
    bootBare(plan, host);
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (Date.now() < giveUpAt) {
      // `degraded` is up too: a unit of the image may not like containers.
      const { stdout } = await execOn(host, 'systemctl is-system-running');
      if (['running', 'degraded'].includes(stdout.trim())) return true;
      await sleep(LOOK_EVERY_MS);
    }
    return false;
  } finally {
    await bringDown(NAME);
  }
}
