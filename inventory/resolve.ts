import type { Cluster, RotationPolicy, Server, SshTarget, Timing } from '../src/model/cluster.ts';
import { parseDuration } from './formats.ts';
import { isWindow, parseWindow } from '../src/model/maintenance-window.ts';
import type { InventoryEnvironment } from './environment.ts';
import { expandPath, type PathBase } from './expand-path.ts';
import { parseJump } from './jump-text.ts';
import type { JumpObject, WrittenCluster, WrittenInventory, WrittenServer, WrittenSsh } from './schema.ts';

/** What `resolve` needs besides the inventory. */
export type ResolveContext = InventoryEnvironment & PathBase;

const SSH_PORT = 22;

/** All defaults of times, in ms. */
const DEFAULT_TIMING: Timing = {
  // Started services crashed seconds later, and static pods were replaced still later (failures.md, section 3: at least
  // 30 to 60 s).
  stabilityWindowMs: 30_000,
  restartDeadlineMs: 600_000,
  reloadPeriodMs: 60_000,
  connectTimeoutMs: 10_000,
  commandTimeoutMs: 30_000,
};

/** Applies every default and makes every path absolute. The inventory must have passed the schema and the rules. */
export function resolveInventory(written: WrittenInventory, context: ResolveContext): readonly Cluster[] {
  return Object.entries(written.clusters).map(([name, cluster]) => resolveCluster(name, cluster, context));
}

function resolveCluster(name: string, cluster: WrittenCluster, context: ResolveContext): Cluster {
  return {
    name,
    distribution: cluster.distribution,
    servers: cluster.servers.map((server) => resolveServer(server, cluster.ssh ?? {}, context)),
    rotation: resolveRotation(cluster),
    timing: resolveTiming(cluster),
  };
}

function resolveServer(server: WrittenServer, shared: WrittenSsh, context: ResolveContext): Server {
  const ssh = { ...shared, ...server.ssh };
  const base: Inherited = {
    // A rule guarantees a user in the inventory or on this machine.
    user: ssh.user ?? context.user ?? '',
    identityFile: ssh.identityFile === undefined ? undefined : expandPath(ssh.identityFile, context),
    knownHosts: [ssh.knownHosts ?? '~/.ssh/known_hosts'].flat().map((file) => expandPath(file, context)),
    agent: agentOf(ssh.agent, context.agent, context),
  };
  return {
    name: server.name ?? server.host,
    ssh: { host: server.host, port: ssh.port ?? SSH_PORT, ...base, jump: resolveJump(ssh.jump, base, context) },
    nodeName: server.nodeName,
    expectedRoles: server.roles,
  };
}

/** Fields that a bastion inherits from the host behind the bastion, except the address. */
type Inherited = Pick<SshTarget, 'user' | 'identityFile' | 'knownHosts' | 'agent'>;

function resolveJump(jump: WrittenSsh['jump'], behind: Inherited, context: ResolveContext): SshTarget | undefined {
  if (jump === undefined || jump === false) {
    return undefined;
  }
  const written = typeof jump === 'string' ? bastionOf(jump) : jump;
  const own: Inherited = {
    user: written.user ?? behind.user,
    identityFile: written.identityFile === undefined ? behind.identityFile : expandPath(written.identityFile, context),
    knownHosts:
      written.knownHosts === undefined
        ? behind.knownHosts
        : [written.knownHosts].flat().map((file) => expandPath(file, context)),
    agent: agentOf(written.agent, behind.agent, context),
  };
  return {
    host: written.host,
    port: written.port ?? SSH_PORT,
    ...own,
    jump: resolveJump(written.jump, own, context),
  };
}

function bastionOf(text: string): JumpObject {
  const parts = parseJump(text);
  if (parts === undefined) {
    throw new Error(`not a bastion: ${text}`);
  }
  return parts;
}

function agentOf(
  written: string | false | undefined,
  otherwise: string | undefined,
  context: ResolveContext,
): string | undefined {
  if (written === false) {
    return undefined;
  }
  return written === undefined ? otherwise : expandPath(written, context);
}

function resolveRotation({ rotation = {} }: WrittenCluster): RotationPolicy {
  return {
    strategy: rotation.strategy ?? 'auto',
    snapshot: rotation.snapshot ?? true,
    maxKeyAgeMs: rotation.maxKeyAge === undefined ? undefined : milliseconds(rotation.maxKeyAge),
    apiserverReload: rotation.apiserverReload ?? 'wait',
    // A rule guarantees that each can be read.
    windows: (rotation.windows ?? []).map(parseWindow).filter(isWindow),
  };
}

function resolveTiming({ timing = {} }: WrittenCluster): Timing {
  return {
    stabilityWindowMs: milliseconds(timing.stabilityWindow, DEFAULT_TIMING.stabilityWindowMs),
    restartDeadlineMs: milliseconds(timing.restartDeadline, DEFAULT_TIMING.restartDeadlineMs),
    reloadPeriodMs: milliseconds(timing.reloadPeriod, DEFAULT_TIMING.reloadPeriodMs),
    connectTimeoutMs: milliseconds(timing.connectTimeout, DEFAULT_TIMING.connectTimeoutMs),
    commandTimeoutMs: milliseconds(timing.commandTimeout, DEFAULT_TIMING.commandTimeoutMs),
  };
}

function milliseconds(text: string | undefined, otherwise = 0): number {
  const value = text === undefined ? otherwise : parseDuration(text);
  if (value === undefined) {
    throw new Error(`not a duration: ${text}`);
  }
  return value;
}
