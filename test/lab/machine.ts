import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, realpathSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

import { run, type Output } from './command.ts';
import { TREE, type ClusterPlan, type HostPlan } from './layout.ts';

const CGROUPS = '/sys/fs/cgroup';

/** Boots a host: its own network namespace on the cluster's bridge, its own cgroups. Does nothing when it runs. */
export function boot(plan: ClusterPlan, host: HostPlan, servers: string): void {
  if (supervisorOf(host) !== undefined) return;
  const modules = realpathSync(join(TREE, 'node_modules'));
  const bind = (from: string, to: string): string => `--bind-ro=${from}:/opt/keyturn-lab/${to}`;
  const args = [
    '--quiet',
    '--boot',
    `--directory=${host.root}`,
    `--machine=${host.machine}`,
    '--register=no',
    '--keep-unit',
    `--network-bridge=${plan.bridge}`,
    '--link-journal=no',
    bind(TREE, 'tree'),
    bind(modules, 'tree/node_modules'),
    bind(realpathSync(join(modules, 'node/bin/node')), 'bin/node'),
    bind(servers, 'bin/etcd'),
    bind(servers, 'bin/kube-apiserver'),
  ];
  const directories = cgroupsOf(host);
  for (const directory of directories) mkdirSync(directory, { recursive: true });
  // The shell enters the cgroups before it becomes systemd-nspawn: without, all hosts would share one.
  const enter = `for group in "$@"; do [ "$group" = -- ] && break; echo $$ >"$group/cgroup.procs" 2>/dev/null; shift; done; shift; exec systemd-nspawn "$@"`;
  const console = openSync(join(plan.directory, `${host.name}.console`), 'a');
  const child = spawn('sh', ['-c', enter, 'sh', ...directories, '--', ...args], {
    detached: true,
    stdio: ['ignore', console, console],
  });
  child.unref();
}

/** Ends a host as if its power was cut. */
export function cutPower(host: HostPlan): void {
  const supervisor = supervisorOf(host);
  const init = supervisor === undefined ? undefined : childOf(supervisor);
  for (const pid of [init, supervisor]) {
    if (pid === undefined) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with the other.
    }
  }
}

/** Cgroups of a host that is gone; those still in use stay for the next time. */
export function removeCgroups(host: HostPlan): void {
  for (const directory of cgroupsOf(host)) {
    try {
      rmdirSync(directory);
    } catch {
      // Not empty yet, or not there.
    }
  }
}

/** Runs a shell command as root in the host's namespaces, past SSH. */
export async function execOn(host: HostPlan, command: string): Promise<Output> {
  const supervisor = supervisorOf(host);
  const init = supervisor === undefined ? undefined : childOf(supervisor);
  if (init === undefined) return { code: null, stdout: '', stderr: `${host.name} does not run` };
  return run('nsenter', ['--target', String(init), '--all', '/bin/sh', '-c', command]);
}

export function isRunning(host: HostPlan): boolean {
  return supervisorOf(host) !== undefined;
}

function cgroupsOf(host: HostPlan): readonly string[] {
  return readdirSync(CGROUPS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(CGROUPS, name, host.machine));
}

function supervisorOf({ machine }: HostPlan): number | undefined {
  return processes().find(({ words }) => words[0] === 'systemd-nspawn' && words.includes(`--machine=${machine}`))?.pid;
}

function childOf(parent: number): number | undefined {
  const [first] = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return first === undefined || first === '' ? undefined : Number(first);
}

function processes(): readonly { readonly pid: number; readonly words: readonly string[] }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') }];
      } catch {
        return [];
      }
    });
}
