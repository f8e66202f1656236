import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { bringDown } from './cluster.ts';
import { TREE } from './layout.ts';
import { holdName, InUse } from './lock.ts';
import { missingForLab } from './requirements.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What is asked to end has nothing to put in order: its clusters go. */
const END_WITHIN_MS = 2_000;

/** A script of this repository, and the clusters that it uses. */
export interface Work {
  readonly clusters: readonly string[];
  readonly script: string;
  readonly args: readonly string[];
}

/**
 * Runs a script that brings clusters up, alone on this machine, and takes them down however the script ends: by itself, by Ctrl-C, or
 * by a signal to this process. Gives its exit code; `undefined` when another process uses one of them, which is said.
 */
export async function guarded(work: Work): Promise<number | undefined> {
  // Where there can be no lab there is nothing to guard: the script says what is missing.
  if (missingForLab() !== undefined) return runToEnd(work);
  try {
    using names = new DisposableStack();
    for (const cluster of work.clusters) names.use(await holdName(cluster));
    try {
      return await runToEnd(work);
    } finally {
      for (const cluster of work.clusters) await bringDown(cluster);
    }
  } catch (error) {
    if (!(error instanceof InUse)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** In a process group of its own: a signal must reach the script, its workers and what these have started, whoever it was sent to. */
async function runToEnd({ script, args }: Work): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: TREE,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = child;
  let caught: (typeof SIGNALS)[number] | undefined;
  const pass = (signal: NodeJS.Signals): void => {
    caught = SIGNALS.find((one) => one === signal);
    if (pid !== undefined) signalGroup(pid, 'SIGTERM');
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (pid !== undefined) await endGroup(pid);
  // From here on the clusters are taken down: a second Ctrl-C must not stop that either.
  return caught === undefined ? (code ?? 1) : 128 + constants.signals[caught];
}

/** Whatever the script left: a worker that goes on would bring up what is taken down. */
async function endGroup(pid: number): Promise<void> {
  for (const giveUpAt = Date.now() + END_WITHIN_MS; signalGroup(pid, 'SIGTERM') && Date.now() < giveUpAt;)
    await sleep(100);
  signalGroup(pid, 'SIGKILL');
}

/** Whether there is still anybody in it. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
