import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { BINARIES, RUN } from './paths.ts';

export type ChildName = 'etcd' | 'kine' | 'kube-apiserver';

/** A process that outlives the engine, as a static pod's container does. */
export interface Child {
  readonly pid: number;
  /** As a container's id: another one for each start. */
  readonly id: string;
}

/** The running process of that name, whoever started it. */
export function findChild(name: ChildName): Child | undefined {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readFileSync(`/proc/${entry}/cmdline`, 'latin1').split('\0')[0] !== `${BINARIES}/${name}`) continue;
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      // Behind the parenthesised name: state is the first word, the start time the twentieth.
      const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (words[0] === 'Z') continue;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
      const id = createHash('sha256').update(`${boot} ${entry} ${words[19]}`).digest('hex');
      return { pid: Number(entry), id };
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}

/** How a process is started. */
export interface ChildOptions {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** Starts it in a session of its own, its output in a file. */
export function startChild(name: ChildName, { argv, environment, directory }: ChildOptions): ChildProcess {
  mkdirSync(RUN, { recursive: true });
  const output = openSync(`/var/log/${name}.log`, 'a');
  const child = spawn(`${BINARIES}/${name}`, argv, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...environment },
    cwd: directory,
  });
  closeSync(output);
  child.once('error', () => {});
  child.unref();
  writeFileSync(`${RUN}/${name}.pid`, `${String(child.pid ?? 0)}\n`);
  return child;
}
