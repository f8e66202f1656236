// `npm run bench:lab`: the promises that only real servers can show, one after the other on one cluster. Prints figures, judges nothing.
// `npm run bench:lab -- read-back restart-container wait` chooses parts; the first fills the cluster with 10,000 Secrets.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { keyturn } from '../e2e/support/keyturn.ts';
import { setup } from '../support/build.ts';
import { bringDown, bringUp, type LabCluster } from './cluster.ts';
import { missingForLab } from './requirements.ts';
import { killContainer, rotateArguments, THREE } from './support.ts';

const SHAPE = { ...THREE, name: 'bench' };
const SECRETS = 10_000;
const AT_ONCE = 20;
const RELOAD_S = 60;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1_000;
}

async function fill(cluster: LabCluster): Promise<void> {
  const [host] = cluster.hosts;
  if (host === undefined) throw new Error('no host');
  const data = { value: Buffer.alloc(200, 'x').toString('base64') };
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < SECRETS) {
      next += 1;
      const metadata = { name: `bench-${String(next)}` };
      await cluster.request(host, 'POST', '/api/v1/namespaces/default/secrets', { metadata, data });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
}

/** What a careful person does by script (measured.md 1b, third row): no plan, no count, no proof, no snapshot. */
async function carefulScript(cluster: LabCluster): Promise<void> {
  const [leader] = cluster.hosts;
  for (const command of ['prepare', 'rotate', 'reencrypt']) {
    await leader?.exec(`rke2 secrets-encrypt ${command}`);
    if (command === 'reencrypt')
      await leader?.exec('until rke2 secrets-encrypt status | grep -q "Stage: reencrypt_finished"; do sleep 0.5; done');
    for (const host of cluster.hosts) {
      await host.exec('systemctl restart rke2-server');
      await killContainer(host, 'kube-apiserver');
      while ((await cluster.request(host, 'GET', '/readyz')).status !== 200) await sleep(200);
    }
    await leader?.exec('until rke2 secrets-encrypt status | grep -q "All hashes match"; do sleep 0.5; done');
  }
}

/** A fresh state directory: what is measured is one run. */
async function rotate(cluster: LabCluster, reload: 'wait' | 'restart-container'): Promise<readonly string[]> {
  rmSync(join(cluster.directory, 'state'), { recursive: true, force: true });
  const text = readFileSync(cluster.inventory, 'utf8').replace(/ {4}rotation: .*\n/, '');
  writeFileSync(cluster.inventory, `${text.trimEnd()}\n    rotation: { apiserverReload: ${reload} }\n`);
  const { code, stdout, stderr } = await keyturn(rotateArguments(cluster, '--output', 'ndjson'));
  if (code !== 0) throw new Error(`keyturn ended with ${String(code)}: ${stderr}`);
  return stdout.trim().split('\n');
}

/** Seconds that steps took, by the first word of their ids. */
function stepSeconds(lines: readonly string[], kind: string): number {
  let ms = 0;
  for (const line of lines) {
    const event = JSON.parse(line) as { type: string; step?: string; durationMs?: number };
    if (event.type === 'step-finished' && event.step?.startsWith(kind) === true) ms += event.durationMs ?? 0;
  }
  return ms / 1_000;
}

async function readBack(cluster: LabCluster): Promise<void> {
  print(`filled with ${String(SECRETS)} Secrets in ${(await seconds(() => fill(cluster))).toFixed(0)} s`);
  const place = ['--inventory', cluster.inventory];
  const sampled = await seconds(() => keyturn(['verify', ...place]));
  const all = await seconds(() => keyturn(['verify', ...place, '--read-back', 'all']));
  const perSecond = (3 * SECRETS) / (all - sampled);
  print(`verify, a sample read back: ${sampled.toFixed(1)} s; everything: ${all.toFixed(1)} s`);
  print(`read-back: ${perSecond.toFixed(0)} reads a second over three apiservers (promise: at least 500)`);
}

async function restartContainer(cluster: LabCluster): Promise<void> {
  const script = await seconds(() => carefulScript(cluster));
  print(`the careful plain script: ${script.toFixed(1)} s`);
  let lines: readonly string[] = [];
  const ours = await seconds(async () => (lines = await rotate(cluster, 'restart-container')));
  const promise = `ratio ${(ours / script).toFixed(2)} (promise: at most 1.1)`;
  print(`keyturn, restart-container: ${ours.toFixed(1)} s, ${promise}; ${whereTimeGoes(lines)}`);
}

async function wait(cluster: LabCluster): Promise<void> {
  let lines: readonly string[] = [];
  const waited = await seconds(async () => (lines = await rotate(cluster, 'wait')));
  const unavoidable = stepSeconds(lines, 'restart') + stepSeconds(lines, 'rewrite') + 3 * RELOAD_S;
  const promise = `restarts, re-encryption and three reload periods ${unavoidable.toFixed(1)} s (promise: at most that)`;
  print(`keyturn, wait: ${waited.toFixed(1)} s, ${promise}; ${whereTimeGoes(lines)}`);
}

function whereTimeGoes(lines: readonly string[]): string {
  const kinds = [
    'snapshot',
    'seal',
    'command',
    'restart',
    'container',
    'loaded',
    'rewrite',
    'census',
    'prove',
    'clean-up',
  ];
  return kinds.map((kind) => `${kind} ${stepSeconds(lines, kind).toFixed(1)}`).join(', ');
}

const PARTS = { 'read-back': readBack, 'restart-container': restartContainer, wait } as const;
const asked = process.argv.slice(2);
const missing = missingForLab();
if (missing === undefined) {
  await setup();
  await bringDown(SHAPE);
  const cluster = await bringUp(SHAPE);
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (asked.length === 0 || asked.includes(name)) await part(cluster);
    }
  } finally {
    await bringDown(SHAPE);
  }
} else {
  process.stderr.write(`${missing}\n`);
  process.exitCode = 2;
}
