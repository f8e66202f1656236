import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

import * as z from 'zod';

/**
 * The identity of a process, from which another process can tell whether the first process is still alive, if visible.
 */
export const processIdentity = z.strictObject({
  pid: z.int(),
  /** Start of the process in clock ticks since boot, which tells a recycled pid apart. Empty where /proc is missing. */
  startTicks: z.string(),
  hostname: z.string(),
  /**
   * Of the installation (/etc/machine-id). Containers often share the id of their image. Empty where the file is
   * missing.
   */
  machineId: z.string(),
  /** Changes with every boot of the kernel. Empty where /proc is missing. */
  bootId: z.string(),
  /** Pids of another container mean nothing here. Empty where /proc is missing. */
  pidNamespace: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentity>;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTicks: statOf(process.pid).startTicks, ...place() };
}

/**
 * `unknown` means that the process belongs to another machine, another boot or another container, where its pid says
 * nothing here.
 */
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

/** No container, and known by its machine id. Every process from before the last boot is gone. */
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
 * Where this process runs and which local lock it holds, in one word made of machine, boot, container, state directory
 * and cluster. In one place only one process at a time can hold the lock. A state directory that is missing or
 * unreadable holds no lock, so its word belongs to no process.
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
 * Zombie and dead (proc_pid_stat(5)). The process has ended, and only its parent has not collected the exit status. In
 * a container whose PID 1 reaps nothing, the state lasts for as long as the container lives (real-engine.md 5).
 */
const ENDED_STATES: ReadonlySet<string> = new Set(['Z', 'X']);

/**
 * Fields 3 and 22 of /proc/PID/stat, behind the name in parentheses. The name may contain spaces and parentheses.
 * Empty where /proc is missing.
 */
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
