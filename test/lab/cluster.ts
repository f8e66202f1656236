import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { stringify } from 'yaml';

import { makeCertificates } from './certificates.ts';
import { must, run, type Output } from './command.ts';
import { agentOf, ask, type Answer } from './engine/request.ts';
import { buildEngine } from './engine-program.ts';
import { furnish } from './furnish.ts';
import { makeParts } from './image.ts';
import { engineDirectory, planCluster, type ClusterPlan, type ClusterShape, type HostPlan } from './layout.ts';
import { boot, cutPower, execOn, isRunning, machinesBelow, removeCgroups } from './machine.ts';
import { mountsBelow } from './mounts.ts';
import { untilReady } from './ready.ts';
import { directoryOf, networkFor, storeCluster, storedCluster } from './registry.ts';

/** Of the machine to each host: loops of writers, and many reads at once. */
const CONNECTIONS = 20;
const GONE_WITHIN_MS = 30_000;
/** An apiserver that works is not called silent because the machine is slow. */
const PATIENCE_MS = 30_000;

export interface LabHost extends HostPlan {
  /** Runs a shell command as root on the host, past SSH. */
  exec(command: string): Promise<Output>;
}

/** `status` 0: nobody answered. */
export interface LabAnswer extends Answer {
  /** Nobody answered because there was no connection: nothing was sent. */
  readonly unsent?: true;
}

/** A cluster of real servers that answers, until it is taken down: once, however often it is asked to go. */
export interface LabCluster extends AsyncDisposable {
  readonly directory: string;
  readonly inventory: string;
  /** What the inventory says of SSH. */
  readonly ssh: object;
  readonly hosts: readonly LabHost[];
  /** Aborted when it is being taken down. Whoever still holds it must not act on another cluster of its name. */
  readonly ended: AbortSignal;
  /** Asks the apiserver of one host from the machine, as the cluster's administrator. */
  readonly request: (host: HostPlan, method: string, path: string, body?: object) => Promise<LabAnswer>;
}

/**
 * Brings a cluster up, or what is missing of it, and waits until every service is active and every apiserver ready. Throws with the
 * reason, also when a cluster of that name has another shape.
 */
export async function bringUp(shape: ClusterShape): Promise<LabCluster> {
  const stored = storedCluster(shape.name);
  if (stored !== undefined && !isDeepStrictEqual(stored.shape, shape))
    throw new Error(`cluster ${shape.name} has another shape already: npm run lab -- down --name ${shape.name}`);
  const { image, servers } = await makeParts();
  const plan = planCluster(shape, networkFor(shape.name));
  prepareDirectory(plan);
  await buildEngine(engineDirectory(plan));
  await makeBridge(plan);
  for (const host of plan.hosts) furnish(plan, host, image);
  writeInventory(plan);
  for (const host of plan.hosts) boot(plan, host, servers);
  const cluster = clusterOf(plan);
  await Promise.all(cluster.hosts.map((host) => untilReady(cluster, host)));
  return cluster;
}

/**
 * Ends every process, mount, interface and cgroup of a cluster and removes its directory. It goes by what was begun and by what
 * runs, so it needs no shape. Gives whether there was anything to end.
 */
export async function bringDown(name: string): Promise<boolean> {
  const directory = directoryOf(name);
  const stored = storedCluster(name);
  const running = machinesBelow(directory);
  if (running.length === 0 && !existsSync(directory)) return false;
  const plan = stored === undefined ? undefined : planCluster(stored.shape, stored.network);
  const machines = new Set([...running, ...(plan?.hosts ?? []).map(({ machine }) => machine)]);
  for (const machine of machines) cutPower(machine);
  await untilGone(directory);
  if (plan !== undefined) await run('ip', ['link', 'delete', plan.bridge]);
  for (const machine of machines) {
    await run('ip', ['link', 'delete', `vb-${machine}`]);
    await removeCgroups(machine);
  }
  for (const point of mountsBelow(directory)) await run('umount', ['--lazy', point]);
  rmSync(directory, { recursive: true, force: true });
  return true;
}

async function untilGone(directory: string): Promise<void> {
  const giveUpAt = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const machines = machinesBelow(directory);
    if (machines.length === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`killed, and still there: ${machines.join(', ')}`);
    await sleep(100);
  }
}

/** How the hosts of a cluster stand, a line each; `undefined` when there is none of that name. */
export async function statusOf(name: string): Promise<readonly string[] | undefined> {
  const stored = storedCluster(name);
  if (stored === undefined) return undefined;
  return Promise.all(
    planCluster(stored.shape, stored.network).hosts.map(async (host) => {
      const unit = isRunning(host)
        ? (await execOn(host, `systemctl is-active ${host.engine.unit}`)).stdout.trim()
        : 'off';
      return `${host.name} ${host.ip} ${unit}`;
    }),
  );
}

function clusterOf(plan: ClusterPlan): LabCluster {
  const tls = join(plan.directory, 'tls');
  const administrator = {
    ca: readFileSync(join(tls, 'server-ca.crt')),
    cert: readFileSync(join(tls, 'client-admin.crt')),
    key: readFileSync(join(tls, 'client-admin.key')),
  };
  const agent = agentOf(administrator, CONNECTIONS);
  const ending = new AbortController();
  let down: Promise<unknown> | undefined;
  return {
    directory: plan.directory,
    inventory: join(plan.directory, 'hosts.yaml'),
    ssh: sshOf(plan),
    ended: ending.signal,
    hosts: plan.hosts.map((host) => ({
      ...host,
      exec: async (command) => {
        ending.signal.throwIfAborted();
        return execOn(host, command);
      },
    })),
    request: async ({ ip }, method, path, body) => {
      ending.signal.throwIfAborted();
      const headers = { 'content-type': 'application/json' };
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const url = `https://${ip}:6443${path}`;
      return ask({ url, agent, method, headers, timeoutMs: PATIENCE_MS, ...content }).catch(silence);
    },
    [Symbol.asyncDispose]: async () => {
      ending.abort(new Error(`cluster ${plan.shape.name} was taken down`));
      agent.destroy();
      await (down ??= bringDown(plan.shape.name));
    },
  };
}

function silence(error: unknown): LabAnswer {
  const unsent = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return { status: 0, body: String(error), ...(unsent ? { unsent } : {}) };
}

function prepareDirectory(plan: ClusterPlan): void {
  mkdirSync(plan.directory, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(plan.directory, name);
  // First: what is begun can be ended.
  storeCluster(plan);
  if (!existsSync(at('token'))) writeFileSync(at('token'), randomBytes(16).toString('hex'), { mode: 0o600 });
  if (!existsSync(at('id_ed25519'))) must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('id_ed25519')]);
  makeCertificates(
    at('tls'),
    plan.distribution,
    plan.hosts.map(({ ip }) => ip),
  );
}

async function makeBridge({ bridge, gateway }: ClusterPlan): Promise<void> {
  if ((await run('ip', ['link', 'show', bridge])).code !== 0) must('ip', ['link', 'add', bridge, 'type', 'bridge']);
  // Whoever was interrupted in here left a bridge without an address.
  must('ip', ['address', 'replace', `${gateway}/24`, 'dev', bridge]);
  must('ip', ['link', 'set', bridge, 'up']);
}

function writeInventory(plan: ClusterPlan): void {
  const at = (name: string): string => join(plan.directory, name);
  const known = plan.hosts.map(({ ip, root }) => {
    const [type, key] = readFileSync(join(root, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8').split(' ');
    return `${ip} ${type} ${key}\n`;
  });
  writeFileSync(at('known_hosts'), known.join(''));
  const ssh = sshOf(plan);
  const servers = plan.hosts.map(({ ip, name }) => ({ host: ip, name }));
  const lab = { distribution: plan.distribution, ssh, servers, timing: { stabilityWindow: '0s' } };
  if (!existsSync(at('hosts.yaml'))) writeFileSync(at('hosts.yaml'), stringify({ version: 1, clusters: { lab } }));
}

function sshOf({ directory }: ClusterPlan): object {
  const at = (name: string): string => join(directory, name);
  return { user: 'ops', identityFile: at('id_ed25519'), knownHosts: at('known_hosts'), agent: false };
}
