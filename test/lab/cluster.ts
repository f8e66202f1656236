import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { stringify } from 'yaml';

import { makeCertificates } from './certificates.ts';
import { must, run, type Output } from './command.ts';
import { agentOf, ask, type Answer } from './engine/request.ts';
import { furnish } from './furnish.ts';
import { debianImage, serversProgram } from './image.ts';
import { planCluster, type ClusterPlan, type ClusterShape, type HostPlan } from './layout.ts';
import { boot, cutPower, execOn, isRunning, removeCgroups } from './machine.ts';

const READY_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 500;

export interface LabHost extends HostPlan {
  /** Runs a shell command as root on the host, past SSH. */
  exec(command: string): Promise<Output>;
}

/** A cluster of real servers that answers. */
export interface LabCluster extends AsyncDisposable {
  readonly directory: string;
  readonly inventory: string;
  readonly hosts: readonly LabHost[];
  /** Asks the apiserver of one host from the machine, as the cluster's administrator. `status` 0: nobody answered. */
  request(host: HostPlan, method: string, path: string, body?: object): Promise<Answer>;
}

/** Brings a cluster up, or what is missing of it, and waits until every service is active and every apiserver ready. Throws with the reason. */
export async function bringUp(shape: ClusterShape): Promise<LabCluster> {
  const plan = planCluster(shape);
  const [image, servers] = [debianImage(), serversProgram()];
  prepareDirectory(plan);
  await makeBridge(plan);
  for (const host of plan.hosts) furnish(plan, host, image);
  writeInventory(plan);
  for (const host of plan.hosts) boot(plan, host, servers);
  const cluster = clusterOf(plan);
  await Promise.all(cluster.hosts.map((host) => untilReady(cluster, host)));
  return cluster;
}

/** Ends every process, interface and cgroup of a cluster and removes its directory. Safe to repeat. */
export async function bringDown(shape: ClusterShape): Promise<void> {
  const plan = planCluster(shape);
  for (const host of plan.hosts) cutPower(host);
  while (plan.hosts.some(isRunning)) await sleep(100);
  await run('ip', ['link', 'delete', plan.bridge]);
  for (const host of plan.hosts) {
    await run('ip', ['link', 'delete', `vb-${host.machine}`]);
    removeCgroups(host);
  }
  rmSync(plan.directory, { recursive: true, force: true });
}

/** How the hosts of a cluster stand, a line each. */
export async function statusOf(shape: ClusterShape): Promise<readonly string[]> {
  const { hosts } = planCluster(shape);
  return Promise.all(
    hosts.map(async (host) => {
      const unit = isRunning(host) ? (await execOn(host, 'systemctl is-active rke2-server')).stdout.trim() : 'off';
      return `${host.name} ${host.ip} ${unit}`;
    }),
  );
}

function clusterOf(plan: ClusterPlan): LabCluster {
  const tls = join(plan.directory, 'tls');
  const agent = agentOf({
    ca: readFileSync(join(tls, 'server-ca.crt')),
    cert: readFileSync(join(tls, 'client-admin.crt')),
    key: readFileSync(join(tls, 'client-admin.key')),
  });
  return {
    directory: plan.directory,
    inventory: join(plan.directory, 'hosts.yaml'),
    hosts: plan.hosts.map((host) => ({ ...host, exec: (command) => execOn(host, command) })),
    request: async ({ ip }, method, path, body) => {
      const headers = { 'content-type': 'application/json' };
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      return ask({ url: `https://${ip}:6443${path}`, agent, method, headers, ...content }).catch((error: unknown) => ({
        status: 0,
        body: String(error),
      }));
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await bringDown(plan.shape);
    },
  };
}

async function untilReady(cluster: LabCluster, host: LabHost): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { stdout } = await host.exec('systemctl is-active rke2-server ssh');
    const active = stdout.trim() === 'active\nactive';
    const ready = !host.controlPlane || (await isAtWork(cluster, host));
    if (active && ready) return;
    if (Date.now() > giveUpAt) {
      const { stdout: log } = await host.exec('journalctl --no-pager --lines=30 --unit=rke2-server');
      throw new Error(`${host.name} is not ready (${stdout.trim().replace('\n', ', ')}):\n${log}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The apiserver is ready, and the engine knows every server. */
async function isAtWork(cluster: LabCluster, host: LabHost): Promise<boolean> {
  if ((await cluster.request(host, 'GET', '/readyz')).status !== 200) return false;
  return (await host.exec('rke2 secrets-encrypt status')).stdout.includes('All hashes match');
}

function prepareDirectory(plan: ClusterPlan): void {
  mkdirSync(plan.directory, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(plan.directory, name);
  // First: what is begun can be ended.
  writeFileSync(at('shape.json'), JSON.stringify(plan.shape));
  if (!existsSync(at('token'))) writeFileSync(at('token'), randomBytes(16).toString('hex'), { mode: 0o600 });
  if (!existsSync(at('id_ed25519'))) must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('id_ed25519')]);
  makeCertificates(
    at('tls'),
    plan.hosts.map(({ ip }) => ip),
  );
}

async function makeBridge({ bridge, gateway }: ClusterPlan): Promise<void> {
  if ((await run('ip', ['link', 'show', bridge])).code === 0) return;
  must('ip', ['link', 'add', bridge, 'type', 'bridge']);
  must('ip', ['address', 'add', `${gateway}/24`, 'dev', bridge]);
  must('ip', ['link', 'set', bridge, 'up']);
}

function writeInventory(plan: ClusterPlan): void {
  const at = (name: string): string => join(plan.directory, name);
  const known = plan.hosts.map(({ ip, root }) => {
    const [type, key] = readFileSync(join(root, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8').split(' ');
    return `${ip} ${type} ${key}\n`;
  });
  writeFileSync(at('known_hosts'), known.join(''));
  const ssh = { user: 'ops', identityFile: at('id_ed25519'), knownHosts: at('known_hosts'), agent: false };
  const servers = plan.hosts.map(({ ip, name }) => ({ host: ip, name }));
  const lab = { distribution: 'rke2', ssh, servers, timing: { stabilityWindow: '0s' } };
  if (!existsSync(at('hosts.yaml'))) writeFileSync(at('hosts.yaml'), stringify({ version: 1, clusters: { lab } }));
}
