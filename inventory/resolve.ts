import type { Cluster, RotationPolicy, Server, Timing } from '../src/model/cluster.ts';
import type { DocumentPath } from './document-path.ts';
import { parseDuration } from './formats.ts';
import { isWindow, parseWindow } from '../src/model/maintenance-window.ts';
import type { Finding } from './rule.ts';
import { applySshConfig, type ResolveContext, type SshConfigs } from './apply-ssh-config.ts';
import type { WrittenCluster, WrittenInventory, WrittenServer, WrittenSsh } from './schema.ts';
import { sameHostFindings } from './same-host.ts';
import { resolveAutomation } from './resolve-automation.ts';

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

/** The clusters, and what keeps them from being used. */
export interface ResolvedInventory {
  readonly clusters: readonly Cluster[];
  readonly findings: readonly Finding[];
}

interface Scope {
  readonly context: ResolveContext;
  readonly directivesOf: SshConfigs;
  readonly findings: Finding[];
}

interface ServerPlace {
  readonly server: WrittenServer;
  /** Of its host. */
  readonly path: DocumentPath;
}

/**
 * Applies ssh_config and every default, and makes every path absolute. The inventory must have passed the schema and
 * the rules.
 */
export function resolveInventory(
  written: WrittenInventory,
  context: ResolveContext,
  directivesOf: SshConfigs,
): ResolvedInventory {
  const scope: Scope = { context, directivesOf, findings: [] };
  const clusters = Object.entries(written.clusters).map(([name, cluster]) => resolveCluster(name, cluster, scope));
  return { clusters, findings: [...scope.findings, ...sameHostFindings(clusters)] };
}

function resolveCluster(name: string, cluster: WrittenCluster, scope: Scope): Cluster {
  return {
    name,
    distribution: cluster.distribution,
    servers: cluster.servers.map((server, index) =>
      resolveServer({ server, path: ['clusters', name, 'servers', index, 'host'] }, cluster.ssh ?? {}, scope),
    ),
    rotation: resolveRotation(cluster),
    journal: { mirror: cluster.journal?.mirror ?? true },
    timing: resolveTiming(cluster),
    automation: resolveAutomation(cluster, scope.context),
  };
}

function resolveServer(place: ServerPlace, shared: WrittenSsh, scope: Scope): Server {
  const { server } = place;
  return {
    name: server.name ?? server.host,
    ssh: applySshConfig(
      server.host,
      { ...shared, ...server.ssh },
      {
        context: scope.context,
        refuse: (refusal) => scope.findings.push({ rule: 'ssh-config', path: place.path, ...refusal }),
        directivesOf: scope.directivesOf,
      },
    ),
    nodeName: server.nodeName,
    expectedRoles: server.roles,
  };
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
