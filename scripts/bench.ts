// The timed promises, side by side in one run. Prints figures; judges nothing but says which promise a figure belongs to.
// `npm run bench -- start census read-back run` chooses parts; `run` alone takes about seven minutes, because its clocks run at their true
// speed; `run-wait` and `run-restart-container` are its halves.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { JournalLine } from '../src/model/journal.ts';
import { recordedPeak, recordPeak } from './peak-memory.ts';
import { readsTold } from './reads-told.ts';
import { timeCensus } from './time-census.ts';

/** As it is published: from the source tree Node strips types first, which costs time and 30 MB. */
const MAIN = 'dist/main.js';
const RUNS = 15;
const parts = process.argv.slice(2).length === 0 ? ['start', 'census', 'read-back', 'run'] : process.argv.slice(2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function medianMs(args: readonly string[]): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = performance.now();
    spawnSync(process.execPath, [...args], { stdio: 'ignore' });
    return performance.now() - before;
  });
  return times.sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? 0;
}

function start(): void {
  const bare = medianMs(['-e', '0']);
  for (const flag of ['--help', '--version']) {
    const ours = medianMs([MAIN, flag]);
    print(
      `start ${flag}: ${ours.toFixed(0)} ms, bare node ${bare.toFixed(0)} ms, over ${(ours - bare).toFixed(0)} ms (promise: at most 120)`,
    );
  }
}

interface Simulated extends Disposable {
  readonly directory: string;
}

async function simulate(args: readonly string[]): Promise<Simulated> {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  const child = spawn(process.execPath, [MAIN, 'simulate', '--dir', directory, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') resolve();
    });
  });
  const end = (): void => {
    child.kill('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, [Symbol.dispose]: end };
}

function peakMemory(args: readonly string[]): {
  readonly megabytes: number;
  readonly ms: number;
  readonly code: number | null;
} {
  const file = join(tmpdir(), `keyturn-bench-${process.pid}`);
  const before = performance.now();
  const { status } = spawnSync(process.execPath, [...recordPeak(file), MAIN, ...args], { stdio: 'ignore' });
  const ms = performance.now() - before;
  const megabytes = recordedPeak(file);
  rmSync(file);
  return { megabytes, ms, code: status };
}

async function census(): Promise<void> {
  for (const secrets of ['100', '10000', '100000']) {
    using simulated = await simulate(['--secrets', secrets]);
    const inventory = join(simulated.directory, 'hosts.yaml');
    const { megabytes, ms, code } = peakMemory(['status', '--inventory', inventory]);
    print(
      `status of ${secrets} Secrets: peak ${megabytes.toFixed(0)} MB, ${(ms / 1_000).toFixed(1)} s with everything else, exit ${code} (promise at 100000: at most 150 MB)`,
    );
    if (secrets === '10000') {
      const alone = await timeCensus(inventory);
      print(
        `census of ${alone.secrets} Secrets by itself: ${alone.ms.toFixed(0)} ms, simulated etcd included (promise: under 2000)`,
      );
    }
  }
}

/** The apiservers are simulated: what is timed is keyturn's own share, and a simulated shell. `bench:lab` times real ones. */
async function readBack(): Promise<void> {
  using simulated = await simulate(['--secrets', '10000']);
  const at = (name: string): string => join(simulated.directory, name);
  const verify = (...more: readonly string[]): { readonly reads: number; readonly ms: number } => {
    const before = performance.now();
    const { status, stdout } = spawnSync(
      process.execPath,
      [MAIN, 'verify', '--inventory', at('hosts.yaml'), '--output', 'json', ...more],
      { encoding: 'utf8' },
    );
    const ms = performance.now() - before;
    if (status !== 0) throw new Error(`verify ended with ${status}: ${stdout}`);
    return { reads: readsTold(stdout), ms };
  };
  const sample = verify();
  const all = verify('--read-back', 'all', '--log-level', 'debug', '--log-file', at('verify.log'));
  const perSecond = (all.reads - sample.reads) / ((all.ms - sample.ms) / 1_000);
  const told = readFileSync(at('verify.log'), 'utf8').split('read-back-progress').length - 1;
  print(
    `read-back of ${all.reads} through simulated apiservers: ${perSecond.toFixed(0)} a second, progress told ${told} times (promise: at least 500)`,
  );
}

/** design.md, "Gates": restarts, one reload period (or the container restarts) a roll, re-encryption. */
const SERVERS = 3;
const ROLLS = 3;
const SECRETS = 500;
const RESTART_S = 5;
const RELOAD_S = 60;
const CONTAINER_S = 5;
const REWRITE_S = SECRETS / 100;

/** Seconds from each journal line to the next, summed by the kind of step that was under way, from the only run in a directory. */
function whereTimeGoes(directory: string): readonly string[] {
  const file = readdirSync(directory, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('journal.ndjson'),
  );
  if (file === undefined) return [];
  const lines = readFileSync(join(directory, file), 'utf8').trim().split('\n');
  const moments = lines.map((text) => {
    const { at, record } = JSON.parse(text) as JournalLine;
    return { atMs: Date.parse(at), kind: 'step' in record ? record.step.split(':', 2).join(':') : record.kind };
  });
  const spent = new Map<string, number>();
  for (const [index, { atMs, kind }] of moments.entries()) {
    const next = moments[index + 1];
    if (next !== undefined) spent.set(kind, (spent.get(kind) ?? 0) + (next.atMs - atMs) / 1_000);
  }
  const longest = [...spent].sort(([, one], [, other]) => other - one).filter(([, seconds]) => seconds >= 0.05);
  return longest.map(([kind, seconds]) => `  ${seconds.toFixed(1).padStart(7)} s ${kind}`);
}

async function run(): Promise<void> {
  const restarts = SERVERS * ROLLS * RESTART_S;
  // No back-off: each stop follows a restart of the service, and with it of its kubelet, which forgets.
  const containers = SERVERS * ROLLS * CONTAINER_S;
  const ways = [
    { name: 'wait', unavoidable: restarts + ROLLS * RELOAD_S + REWRITE_S },
    { name: 'restart-container', unavoidable: restarts + containers + REWRITE_S },
  ];
  const asked = ways.filter(({ name }) => parts.includes('run') || parts.includes(`run-${name}`));
  for (const { name, unavoidable } of asked) {
    using simulated = await simulate(['--secrets', String(SECRETS)]);
    const inventory = join(simulated.directory, 'hosts.yaml');
    const text = readFileSync(inventory, 'utf8');
    writeFileSync(
      inventory,
      `${text.trimEnd()}\n    rotation:\n      strategy: staged\n      apiserverReload: ${name}\n`,
    );
    const before = performance.now();
    const { status } = spawnSync(
      process.execPath,
      [MAIN, 'rotate', '--inventory', inventory, '--state-dir', simulated.directory, '--yes'],
      { stdio: 'ignore' },
    );
    const seconds = (performance.now() - before) / 1_000;
    print(
      `run, ${name}: ${seconds.toFixed(1)} s, unavoidable ${unavoidable.toFixed(1)} s, ratio ${(seconds / unavoidable).toFixed(3)}, exit ${status} (promise: at most 1.05)`,
    );
    for (const line of whereTimeGoes(simulated.directory)) print(line);
  }
}

spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
if (parts.includes('start')) start();
if (parts.includes('census')) await census();
if (parts.includes('read-back')) await readBack();
if (parts.some((part) => part.startsWith('run'))) await run();
