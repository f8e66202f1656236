import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run, type Output } from './command.ts';
import { engineDirectory, TREE, type ClusterPlan, type HostPlan } from './layout.ts';

const CGROUPS = '/sys/fs/cgroup';
const MACHINE = '--machine=';
const LAST_WORDS = 2_000;
const EMPTY_WITHIN_MS = 30_000;

interface Process {
  readonly pid: number;
  readonly words: readonly string[];
}

/** Boots a host: its own network namespace on the cluster's bridge, its own cgroups. Does nothing when it runs. */
export function boot(plan: ClusterPlan, host: HostPlan, servers: string): void {
  const bind = (from: string, to: string): string => `--bind-ro=${from}:/opt/keyturn-lab/${to}`;
  start(plan, host, [
    `--network-bridge=${plan.bridge}`,
    bind(engineDirectory(plan), 'engine'),
    bind(realpathSync(join(TREE, 'node_modules/node/bin/node')), 'bin/node'),
    bind(servers, 'bin/etcd'),
    bind(servers, 'bin/kine'),
    bind(servers, 'bin/kube-apiserver'),
  ]);
}

/** Boots a host with nothing but its disk. */
export function bootBare(plan: ClusterPlan, host: HostPlan): void {
  start(plan, host, ['--private-network']);
}

function start(plan: ClusterPlan, host: HostPlan, more: readonly string[]): void {
  if (supervisorOf(host.machine) !== undefined) return;
  const args = [
    '--quiet',
    '--boot',
    `--directory=${host.root}`,
    `${MACHINE}${host.machine}`,
    '--register=no',
    '--keep-unit',
    '--link-journal=no',
    ...more,
  ];
  const directories = cgroupsOf(host.machine);
  for (const directory of directories) mkdirSync(directory, { recursive: true });
  // The shell enters the cgroups before it becomes systemd-nspawn: without, all hosts would share one.
  const enter = `for group in "$@"; do [ "$group" = -- ] && break; echo $$ >"$group/cgroup.procs" 2>/dev/null; shift; done; shift; exec systemd-nspawn "$@"`;
  const console = openSync(consoleOf(plan, host), 'a');
  const child = spawn('sh', ['-c', enter, 'sh', ...directories, '--', ...args], {
    detached: true,
    stdio: ['ignore', console, console],
  });
  child.unref();
}

function consoleOf({ directory }: Pick<ClusterPlan, 'directory'>, { name }: HostPlan): string {
  return join(directory, `${name}.console`);
}

/** The end of what a host, or systemd-nspawn itself, has said. */
export function lastWordsOf(plan: Pick<ClusterPlan, 'directory'>, host: HostPlan): string {
  const file = consoleOf(plan, host);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().slice(-LAST_WORDS) : 'it said nothing';
}

/** Every machine whose disk lies below a directory, whatever cluster it was planned for. */
export function machinesBelow(directory: string): readonly string[] {
  const disk = `--directory=${directory}/`;
  return hostProcesses()
    .filter(({ words }) => words.some((word) => word.startsWith(disk)))
    .flatMap(({ words }) => words.filter((word) => word.startsWith(MACHINE)).map((word) => word.slice(MACHINE.length)));
}

/** Ends a host as if its power was cut. */
export function cutPower(machine: string): void {
  const supervisor = supervisorOf(machine);
  const init = supervisor === undefined ? undefined : childOf(supervisor);
  for (const pid of [init, supervisor]) {
    if (pid !== undefined) kill(pid);
  }
}

/**
 * Removes the cgroups of a host that was killed, with those that its systemd made inside, and ends what is left in them: a host whose
 * supervisor alone was killed lives on. Its last processes may take a moment to end.
 */
export async function removeCgroups(machine: string): Promise<void> {
  const directories = cgroupsOf(machine);
  for (const deadline = Date.now() + EMPTY_WITHIN_MS; ; await sleep(100)) {
    for (const directory of directories) removeCgroup(directory);
    const left = directories.filter((directory) => existsSync(directory));
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still in use: ${left.join(', ')}`);
  }
}

function removeCgroup(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(directory, entry.name));
  }
  for (const pid of readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n')) {
    if (Number(pid) > 0) kill(Number(pid));
  }
  try {
    rmdirSync(directory);
  } catch {
    // A process that is about to end holds it.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, or with another one.
  }
}

/** Runs a shell command as root in the host's namespaces, past SSH. */
export async function execOn(host: HostPlan, command: string): Promise<Output> {
  const supervisor = supervisorOf(host.machine);
  const init = supervisor === undefined ? undefined : childOf(supervisor);
  if (init === undefined) return { code: null, stdout: '', stderr: `${host.name} does not run` };
  return run('nsenter', ['--target', String(init), '--all', '/bin/sh', '-c', command]);
}

export function isRunning(host: HostPlan): boolean {
  return supervisorOf(host.machine) !== undefined;
}

function cgroupsOf(machine: string): readonly string[] {
  return readdirSync(CGROUPS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(CGROUPS, name, machine));
}

function supervisorOf(machine: string): number | undefined {
  return hostProcesses().find(({ words }) => words.includes(`${MACHINE}${machine}`))?.pid;
}

/** systemd-nspawn, or the shell that is about to become it. */
function hostProcesses(): readonly Process[] {
  return processes().filter(({ words: [program = ''] }) => program === 'systemd-nspawn' || program === 'sh');
}

function childOf(parent: number): number | undefined {
  const [first] = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return first === undefined || first === '' ? undefined : Number(first);
}

function processes(): readonly Process[] {
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
