import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

import * as z from 'zod';

/** Which process it is, so that another process can tell whether it is still alive, where it can see it at all. */
export const processIdentity = z.strictObject({
  pid: z.int(),
  /** Start of the process in clock ticks since boot, so that a recycled pid is not taken for it. Empty where there is no /proc. */
  startTicks: z.string(),
  hostname: z.string(),
  /** Of the installation (/etc/machine-id). Containers often share their image's. Empty where there is none. */
  machineId: z.string(),
  /** Changes with every boot of the kernel. Empty where there is no /proc. */
  bootId: z.string(),
  /** Pids of another container mean nothing here. Empty where there is no /proc. */
  pidNamespace: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentity>;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTicks: statOf(process.pid).startTicks, ...place() };
}

/** `unknown`: it belongs to another machine, another boot or another container, and its pid says nothing here. */
export function lifeOf(other: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  const here = place();
  const sameHost = other.hostname === here.hostname && other.machineId === here.machineId;
  if (!sameHost || other.pidNamespace !== here.pidNamespace) return 'unknown';
  if (other.bootId !== here.bootId) return isMachineItself(here) ? 'gone' : 'unknown';
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
  }
  const { state, startTicks } = statOf(other.pid);
  if (ENDED_STATES.has(state)) return 'gone';
  return startTicks === '' || other.startTicks === '' || startTicks === other.startTicks ? 'alive' : 'gone';
}

type Place = Pick<ProcessIdentity, 'hostname' | 'machineId' | 'bootId' | 'pidNamespace'>;

/** The kernel's first pid namespace has the same number everywhere. */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

/** No container, and known by its machine id: whatever ran here before the last boot is gone. */
function isMachineItself({ machineId, pidNamespace }: Place): boolean {
  return machineId !== '' && pidNamespace === FIRST_PID_NAMESPACE;
}

function place(): Place {
  return {
    hostname: hostname(),
    machineId: orEmpty(() => readFileSync('/etc/machine-id', 'utf8').trim()),
    bootId: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * Where this process runs and which local lock it holds, in one word: machine, boot, container, state directory, cluster. At one place only
 * one process at a time can hold that lock. A state directory that is not there, or cannot be looked at, holds no lock: its word is nobody's.
 */
export function placeWord(stateDirectory: string, cluster: string): string {
  const { dev, ino } = statsOf(stateDirectory);
  return createHash('sha256')
    .update(JSON.stringify([place(), dev, ino, cluster]))
    .digest('hex')
    .slice(0, 16);
}

function statsOf(directory: string): { readonly dev?: number; readonly ino?: number } {
  try {
    return statSync(directory);
  } catch {
    return {};
  }
}

/**
 * Zombie and dead (proc_pid_stat(5)): the process has ended, and only its parent has not asked how. In a container whose PID 1 reaps
 * nothing it stays so for as long as the container lives (real-engine.md 5).
 */
const ENDED_STATES: ReadonlySet<string> = new Set(['Z', 'X']);

/** Fields 3 and 22 of /proc/PID/stat, behind the name in parentheses, which may have spaces and parentheses in it. Empty where there is no /proc. */
function statOf(pid: number): { readonly state: string; readonly startTicks: string } {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
