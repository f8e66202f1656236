import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { keyturn, start, type Finished } from '../e2e/support/keyturn.ts';
import { bringDown, bringUp, type LabCluster, type LabHost } from './cluster.ts';
import type { ClusterShape } from './layout.ts';
import type { WritersReport } from './writers.ts';

/** Three servers with all roles and aescbc keys. */
export const THREE = { servers: 3, controlPlaneOnly: 0, etcdOnly: 0, provider: 'aescbc', reloadMetric: true } as const;

/** One reload period, and the time that many looks take. */
const UNCERTAIN_MS = 120_000;
const LOOK_AGAIN_MS = 2_000;

/** RKE2's environment of crictl (the security guide's own way). */
const CRICTL = 'CONTAINER_RUNTIME_ENDPOINT=unix:///run/k3s/containerd/containerd.sock /var/lib/rancher/rke2/bin/crictl';

/** A cluster that was never rotated. */
export async function fresh(shape: Omit<ClusterShape, 'name'>): Promise<LabCluster> {
  const named = { ...shape, name: 'test' };
  await bringDown(named);
  const cluster = await bringUp(named);
  if (!shape.reloadMetric) await untilCertain(cluster);
  return cluster;
}

/**
 * Without the metric, an apiserver that began in the second in which its file was written has loaded it for certain only a reload
 * period later. Until then keyturn refuses (3), as it should.
 */
async function untilCertain(cluster: LabCluster): Promise<void> {
  const deadline = Date.now() + UNCERTAIN_MS;
  while ((await keyturn(rotateArguments(cluster, '--dry-run'))).code === 3 && Date.now() < deadline)
    await sleep(LOOK_AGAIN_MS);
}

export function rotateArguments(cluster: LabCluster, ...more: readonly string[]): readonly string[] {
  return ['rotate', ...placeOf(cluster), '--yes', ...more];
}

/** The proof alone. */
export function verify(cluster: LabCluster): Promise<Finished> {
  return keyturn(['verify', ...placeOf(cluster)]);
}

function placeOf(cluster: LabCluster): readonly string[] {
  return ['--inventory', cluster.inventory, '--state-dir', join(cluster.directory, 'state')];
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The figures belong to the output of the test run. */
export function tell(words: string, report: WritersReport): void {
  process.stdout.write(`lab: ${words}: ${JSON.stringify(report)}\n`);
}

export function hostOf(cluster: LabCluster, name: string): LabHost {
  const host = cluster.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
}

/** Kills a container's process: crictl's own default has no patience. */
export async function killContainer(host: LabHost, name: 'kube-apiserver' | 'etcd'): Promise<void> {
  await host.exec(`${CRICTL} stop $(${CRICTL} ps --name ${name} --quiet)`);
}

/** Something that happens when the run prints a text for the first time. */
export interface Hit {
  readonly at: string;
  readonly act: () => Promise<unknown>;
}

/** A rotation that is hit at moments, in their order, and resumed whenever it stopped, with what it asked for done, or was killed. */
export async function rotateThrough(
  cluster: LabCluster,
  hits: readonly Hit[],
  options: { readonly kill?: 'after-each-hit'; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly ended: Finished; readonly resumed: number; readonly unhit: number }> {
  const left = [...hits];
  for (let resumed = 0; ; resumed += 1) {
    const asked = rotateArguments(cluster, '--output', 'ndjson', ...(resumed === 0 ? [] : ['--resume']));
    const run = start(asked, { environment: options.environment ?? {} });
    const acts: Promise<unknown>[] = [];
    let seen = '';
    run.child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const next = left[0];
      if (next === undefined || !seen.includes(next.at)) return;
      left.shift();
      acts.push(next.act());
      if (options.kill === 'after-each-hit') run.child.kill('SIGKILL');
    });
    const ended = await run.finished;
    await Promise.all(acts);
    // The engine gives up when its own apiserver goes: what the message asks of a person is a restart of its service.
    const gaveUp = ended.code === 5 && ended.stderr.includes('restart the service on s1 alone');
    if (gaveUp) await hostOf(cluster, 's1').exec('systemctl restart rke2-server');
    const mayGoOn = gaveUp || ended.code === 4 || ended.code === undefined;
    if (!mayGoOn || resumed === 9) return { ended, resumed, unhit: left.length };
  }
}
