import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { parse, stringify } from 'yaml';

import { keyturn, start, type Finished } from '../e2e/support/keyturn.ts';
import type { LabCluster, LabHost } from './cluster.ts';
import { freshCluster } from './fresh.ts';
import { TEST_CLUSTERS, type ClusterShape } from './layout.ts';
import { atTestEnd } from './leftovers.ts';
import { SECRETS } from './read-back.ts';

/** Three servers with all roles and aescbc keys. */
export const THREE = {
  servers: 3,
  controlPlaneOnly: 0,
  etcdOnly: 0,
  provider: 'aescbc',
  datastore: 'etcd',
  reloadMetric: true,
} as const;

/** One reload period, and the time that many looks take. */
const UNCERTAIN_MS = 120_000;
const LOOK_AGAIN_MS = 2_000;
const MOST_RESUMES = 12;

/** RKE2's environment of crictl (the security guide's own way). */
const CRICTL = 'CONTAINER_RUNTIME_ENDPOINT=unix:///run/k3s/containerd/containerd.sock /var/lib/rancher/rke2/bin/crictl';

/**
 * A cluster for one test, that was never rotated: of each worker one at a time. It has a Secret, like every real one: without any keyturn
 * refuses it. It ends with the test at the latest.
 */
export async function fresh(shape: Omit<ClusterShape, 'name'>): Promise<LabCluster> {
  const name = TEST_CLUSTERS[Number(process.env['VITEST_POOL_ID']) - 1];
  if (name === undefined) throw new Error('a worker without a cluster: vitest.lab.config.ts says how many there are');
  const cluster = await freshCluster({ ...shape, name });
  atTestEnd(cluster);
  const first = cluster.hosts.find(({ controlPlane }) => controlPlane);
  if (first !== undefined) await createSecrets(cluster, first, ['the-first']);
  if (!shape.reloadMetric) await untilAllowed(cluster);
  return cluster;
}

/**
 * Waits until a rotation would not be refused. After a burst of requests Nodes are heard late for a while. Without the metric, an apiserver that began in the second in which its file was written has loaded it for certain only a reload
 * period later. Until then keyturn refuses (3), as it should.
 */
async function untilAllowed(cluster: LabCluster): Promise<void> {
  const deadline = Date.now() + UNCERTAIN_MS;
  while ((await keyturn(rotateArguments(cluster, '--dry-run'))).code === 3 && Date.now() < deadline)
    await sleep(LOOK_AGAIN_MS);
}

/** Changes what the inventory says of the cluster. */
export function amendInventory(cluster: LabCluster, changes: object): void {
  const written = parse(readFileSync(cluster.inventory, 'utf8')) as { clusters: { lab: object } };
  written.clusters.lab = { ...written.clusters.lab, ...changes };
  writeFileSync(cluster.inventory, stringify(written));
}

/** Each apiserver is restarted for its new file, instead of being waited for. */
export const RESTART_CONTAINER = { rotation: { apiserverReload: 'restart-container' } } as const;

/** Secrets with one value, made through one host; the value as it was sent. */
export async function createSecrets(cluster: LabCluster, host: LabHost, names: readonly string[]): Promise<string> {
  const value = Buffer.from('kept').toString('base64');
  await Promise.all(
    names.map((name) => cluster.request(host, 'POST', SECRETS, { metadata: { name }, data: { value } })),
  );
  return value;
}

const AT_ONCE = 20;

/** So many Secrets that a rewrite of them takes its time, made without keeping the apiservers from hearing of their Nodes. */
export async function createMany(cluster: LabCluster, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `many-${String(index)}`);
  for (let from = 0; from < count; from += AT_ONCE)
    await createSecrets(cluster, hostOf(cluster, 's1'), names.slice(from, from + AT_ONCE));
  await untilAllowed(cluster);
}

/** Changes what the lab alone knows of a host (test/lab/engine/host.ts), and starts its engine and apiserver anew with that. */
export async function amendHost(cluster: LabCluster, host: LabHost, changes: object): Promise<void> {
  const file = join(host.root, 'etc/keyturn-lab/host.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...changes }));
  await host.exec('systemctl restart rke2-server');
  await restartApiserver(cluster, host);
}

/** Ends an apiserver, and waits until the engine has started it again. It polls its file when it begins, and a period later. */
export async function restartApiserver(cluster: LabCluster, host: LabHost): Promise<void> {
  await killContainer(host, 'kube-apiserver');
  const deadline = Date.now() + UNCERTAIN_MS;
  while ((await cluster.request(host, 'GET', '/readyz')).status !== 200) {
    if (Date.now() > deadline) throw new Error(`${host.name} is not ready after a restart of its apiserver`);
    await sleep(LOOK_AGAIN_MS / 4);
  }
}

export function rotateArguments(cluster: LabCluster, ...more: readonly string[]): readonly string[] {
  return ['rotate', ...placeOf(cluster), '--yes', ...more];
}

/** The proof alone. */
export function verify(cluster: LabCluster): Promise<Finished> {
  return keyturn(['verify', ...placeOf(cluster)]);
}

/** What `status` finds, as JSON. Throws when it is none. */
export async function statusOf(cluster: LabCluster): Promise<unknown> {
  return JSON.parse((await keyturn(['status', ...placeOf(cluster), '--output', 'json'])).stdout);
}

function placeOf(cluster: LabCluster): readonly string[] {
  cluster.ended.throwIfAborted();
  return ['--inventory', cluster.inventory, '--state-dir', join(cluster.directory, 'state')];
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
  /** The run is stopped until that is done, as by Ctrl-Z: its next step comes after. A command that waited meanwhile may be given up (4), and the run resumed. */
  readonly stopped?: true;
}

export interface ThroughOptions {
  /** Options of the first start; a run that is gone on with knows them. */
  readonly first?: readonly string[];
  readonly kill?: 'after-each-hit';
  readonly environment?: Readonly<Record<string, string>>;
  /** What is put right before a run is gone on with. */
  readonly between?: () => void;
}

export interface Through {
  readonly ended: Finished;
  readonly resumed: number;
  /** How each start ended, and what a person had to do before the next, in order. */
  readonly story: readonly string[];
  /** Hits whose moment never came. */
  readonly unhit: number;
}

async function whileStopped(child: ChildProcess, act: () => Promise<unknown>): Promise<void> {
  child.kill('SIGSTOP');
  try {
    await act();
  } finally {
    child.kill('SIGCONT');
  }
}

/** A rotation that is hit at moments, in their order, and resumed whenever it stopped, with what it asked for done, or was killed. */
export async function rotateThrough(
  cluster: LabCluster,
  hits: readonly Hit[],
  options: ThroughOptions = {},
): Promise<Through> {
  const left = [...hits];
  const story: string[] = [];
  const say = (line: string): void => {
    story.push(line);
    process.stdout.write(`lab:   ${line}\n`);
  };
  for (let resumed = 0; ; resumed += 1) {
    const asked = resumed === 0 ? (options.first ?? []) : ['--resume'];
    const run = start(rotateArguments(cluster, '--output', 'ndjson', ...asked), {
      environment: options.environment ?? {},
    });
    const acts: Promise<unknown>[] = [];
    let seen = '';
    run.child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const next = left[0];
      if (next === undefined || !seen.includes(next.at)) return;
      left.shift();
      say(`hit at ${next.at}`);
      acts.push(next.stopped === true ? whileStopped(run.child, next.act) : next.act());
      if (options.kill === 'after-each-hit') run.child.kill('SIGKILL');
    });
    const ended = await run.finished;
    await Promise.all(acts);
    options.between?.();
    if (ended.code !== 0) say(`ended with ${String(ended.code ?? 'a signal')}: ${ended.stderr.trim().slice(0, 600)}`);
    // The engine gives up when its own apiserver goes: what the message asks of a person is a restart of its service.
    const gaveUp = ended.code === 5 && ended.stderr.includes('restart the service on s1 alone');
    if (gaveUp) {
      say('by hand, as the message asks: systemctl restart rke2-server on s1');
      await hostOf(cluster, 's1').exec('systemctl restart rke2-server');
    }
    const mayGoOn = gaveUp || ended.code === 4 || ended.code === undefined;
    if (!mayGoOn || resumed === MOST_RESUMES) return { ended, resumed, story, unhit: left.length };
  }
}
