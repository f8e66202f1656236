import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { recordedPeak, recordPeak } from '../../scripts/peak-memory.ts';
import { readsTold } from '../../scripts/reads-told.ts';
import { timeCensus } from '../../scripts/time-census.ts';
import { keyturn, type Finished } from '../e2e/support/keyturn.ts';
import type { LabCluster, LabHost } from './cluster.ts';
import { amendInventory, killContainer, rotateArguments } from './support.ts';

const SECRETS = 10_000;
const AT_ONCE = 20;
const RELOAD_S = 60;
const APISERVERS = 3;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1_000;
}

async function must(host: LabHost, command: string): Promise<string> {
  const { code, stdout, stderr } = await host.exec(command);
  if (code !== 0) throw new Error(`${host.name}: ${command} ended with ${String(code)}: ${stderr}`);
  return stdout;
}

function mustEnd({ code, stdout, stderr }: Finished, what: string): string {
  if (code !== 0) throw new Error(`${what} ended with ${String(code)}: ${stdout.slice(-2_000)}${stderr}`);
  return stdout;
}

function leaderOf(cluster: LabCluster): LabHost {
  const [leader] = cluster.hosts;
  if (leader === undefined) throw new Error('no host');
  return leader;
}

async function fill(cluster: LabCluster): Promise<void> {
  const host = leaderOf(cluster);
  const data = { value: Buffer.alloc(200, 'x').toString('base64') };
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < SECRETS) {
      next += 1;
      const metadata = { name: `bench-${String(next)}` };
      const answer = await cluster.request(host, 'POST', '/api/v1/namespaces/default/secrets', { metadata, data });
      if (answer.status !== 201) throw new Error(`a Secret was not made: ${String(answer.status)} ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
}

async function restartAll(cluster: LabCluster): Promise<void> {
  for (const host of cluster.hosts) await must(host, 'systemctl restart rke2-server');
}

/** What a careful person does by script (measured.md 1b, third row): no plan, no count, no proof, no snapshot. */
async function carefulScript(cluster: LabCluster): Promise<void> {
  const leader = leaderOf(cluster);
  for (const command of ['prepare', 'rotate', 'reencrypt']) {
    await must(leader, `rke2 secrets-encrypt ${command}`);
    if (command === 'reencrypt')
      await must(leader, 'until rke2 secrets-encrypt status | grep -q "Stage: reencrypt_finished"; do sleep 0.5; done');
    for (const host of cluster.hosts) {
      await must(host, 'systemctl restart rke2-server');
      await killContainer(host, 'kube-apiserver');
      while ((await cluster.request(host, 'GET', '/readyz')).status !== 200) await sleep(200);
    }
    await must(leader, 'until rke2 secrets-encrypt status | grep -q "All hashes match"; do sleep 0.5; done');
  }
}

/** A fresh state directory: what is measured is one run. */
async function rotate(cluster: LabCluster, reload: 'wait' | 'restart-container'): Promise<readonly string[]> {
  rmSync(join(cluster.directory, 'state'), { recursive: true, force: true });
  amendInventory(cluster, { rotation: { apiserverReload: reload } });
  const stdout = mustEnd(await keyturn(rotateArguments(cluster, '--output', 'ndjson')), 'keyturn rotate');
  return stdout.trim().split('\n');
}

interface AnyEvent {
  readonly type: string;
  readonly step?: string;
  readonly durationMs?: number;
}

function eventsIn(lines: readonly string[], type: string): readonly AnyEvent[] {
  return lines.map((line) => JSON.parse(line) as AnyEvent).filter((event) => event.type === type);
}

/** Seconds that steps took, by the first word of their ids. */
function stepSeconds(lines: readonly string[], kind: string): number {
  const steps = eventsIn(lines, 'step-finished').filter(({ step }) => step?.startsWith(kind) === true);
  return steps.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0) / 1_000;
}

async function measured(
  cluster: LabCluster,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly seconds: number; readonly megabytes: number }> {
  const file = join(cluster.directory, 'peak');
  let stdout = '';
  const took = await seconds(async () => {
    stdout = mustEnd(await keyturn(args, { nodeArguments: recordPeak(file) }), `keyturn ${args.join(' ')}`);
  });
  return { stdout, seconds: took, megabytes: recordedPeak(file) };
}

async function readBack(cluster: LabCluster): Promise<void> {
  print(`filled with ${String(SECRETS)} Secrets in ${(await seconds(() => fill(cluster))).toFixed(0)} s`);
  const place = ['--inventory', cluster.inventory];
  const census = await timeCensus(cluster.inventory);
  print(
    `census of ${String(census.secrets)} Secrets: ${census.ms.toFixed(0)} ms by itself (promise: under 2000 for 10,000)`,
  );
  const status = await measured(cluster, ['status', ...place]);
  print(
    `status, the census and everything else: ${status.seconds.toFixed(1)} s, peak ${status.megabytes.toFixed(0)} MB (promise: less than 150 MB)`,
  );
  const log = join(cluster.directory, 'verify.log');
  const sampled = await measured(cluster, ['verify', ...place, '--output', 'json']);
  const all = await measured(cluster, [
    'verify',
    ...place,
    '--output',
    'json',
    '--read-back',
    'all',
    '--log-level',
    'debug',
    '--log-file',
    log,
  ]);
  const [few, many] = [readsTold(sampled.stdout), readsTold(all.stdout)];
  const progress = readFileSync(log, 'utf8').split('read-back-progress').length - 1;
  const perSecond = (many - few) / (all.seconds - sampled.seconds);
  print(
    `verify, ${String(few)} reads: ${sampled.seconds.toFixed(1)} s; ${String(many)} reads: ${all.seconds.toFixed(1)} s, peak ${all.megabytes.toFixed(0)} MB, progress told ${String(progress)} times`,
  );
  print(
    `read-back: ${perSecond.toFixed(0)} reads a second over ${String(APISERVERS)} apiservers (promise: at least 500)`,
  );
}

async function restartContainer(cluster: LabCluster): Promise<void> {
  const script = await seconds(() => carefulScript(cluster));
  print(`the careful plain script: ${script.toFixed(1)} s`);
  let lines: readonly string[] = [];
  const ours = await seconds(async () => {
    lines = await rotate(cluster, 'restart-container');
  });
  const promise = `ratio ${(ours / script).toFixed(2)} (promise: at most 1.1)`;
  print(`keyturn, restart-container: ${ours.toFixed(1)} s, ${promise}; ${whereTimeGoes(lines)}`);
}

/** The allowance is measured without keyturn: what three rolls of plain restarts take, and nothing waits for health between them. */
async function wait(cluster: LabCluster): Promise<void> {
  const rolls = 3 * (await seconds(() => restartAll(cluster)));
  let lines: readonly string[] = [];
  const waited = await seconds(async () => {
    lines = await rotate(cluster, 'wait');
  });
  const rewrite = stepSeconds(lines, 'rewrite');
  const allowed = rolls + rewrite + 3 * RELOAD_S;
  const ratio = `ratio ${(waited / allowed).toFixed(2)} (promise: at most 1.05)`;
  print(
    `keyturn, wait: ${waited.toFixed(1)} s; nine plain restarts ${rolls.toFixed(1)} s, re-encryption ${rewrite.toFixed(1)} s and one reload period a roll: ${allowed.toFixed(1)} s, ${ratio}; ${whereTimeGoes(lines)}`,
  );
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
  const progress = eventsIn(lines, 'read-back-progress').length;
  const censuses = eventsIn(lines, 'step-finished').filter(({ step }) => step?.startsWith('census') === true);
  const longest = Math.max(0, ...censuses.map(({ durationMs = 0 }) => durationMs)) / 1_000;
  return [
    ...kinds.map((kind) => `${kind} ${stepSeconds(lines, kind).toFixed(1)}`),
    `${String(censuses.length)} censuses, the longest ${longest.toFixed(2)} s (promise: under 2 s for 10,000 Secrets)`,
    `read-back progress told ${String(progress)} times`,
  ].join(', ');
}

/** By name, in the order in which they run. */
export const PARTS = { 'read-back': readBack, 'restart-container': restartContainer, wait } as const;
