import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LabCluster, LabHost } from './cluster.ts';

const FILE = 'server/cred/encryption-config.json';
/** Whose value names the file in use; older releases lack it (measured.md 3). */
const METRIC = 'apiserver_encryption_config_controller_last_config_info';
const IN_USE = new RegExp(`^${METRIC}\\{[^}]*hash="sha256:([0-9a-f]{64})"[^}]*\\} 1$`, 'm');
const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 300_000;

/** The hosts whose apiservers say which file they use. Throws when one does not show its metrics. */
export async function thoseThatNameTheirFile(cluster: LabCluster): Promise<readonly string[]> {
  const named: string[] = [];
  for (const host of cluster.hosts.filter(({ controlPlane }) => controlPlane)) {
    const { status, body } = await cluster.request(host, 'GET', '/metrics');
    if (status !== 200) throw new Error(`${host.name} shows no metrics: ${String(status)} ${body.slice(0, 300)}`);
    if (body.includes(METRIC)) named.push(host.name);
  }
  return named;
}

/** Looks until the apiserver of a host names the very file that lies there; gives when that was first seen. */
export async function loadedItsFileAt(cluster: LabCluster, host: LabHost): Promise<number> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
    const wanted = createHash('sha256')
      .update(readFileSync(join(host.root, host.engine.defaultDataDir, FILE)))
      .digest('hex');
    const { body } = await cluster.request(host, 'GET', '/metrics');
    if (IN_USE.exec(body)?.[1] === wanted) return Date.now();
  }
  throw new Error(`${host.name} has not loaded its file in time`);
}
