import { unreachable } from '../../model/unreachable.ts';
import { reconcile, type BootstrapFile, type BootstrapPair } from '../engine/reconcile.ts';
import { logLine } from '../engine/log-lines.ts';
import { MISMATCHED_CONFIGURATION, newerOnDisk, takenFromDatastore, upAndRunning } from '../engine/texts.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';
import { newInvocation } from './unit.ts';

const RESTART_SEC = 5_000;
const START_POLL_MS = 1_000;

/**
 * `systemctl restart` of the engine, with Type=notify, TimeoutStartSec=0, Restart=always, KillMode=process
 * (engine.md, "Restart"). The unit stays `activating` until etcd and the server's own apiserver answer, possibly for
 * ever. RKE2's apiserver and etcd are static pods and keep running. K3s's apiserver and etcd are part of the process
 * and end with the process.
 */
export function restartService(cluster: SimulatedCluster, server: SimulatedServer): void {
  cluster.ledger.add({ kind: 'service-restart', server: server.name, atMs: cluster.time.now() });
  stopService(cluster, server);
  server.service.state.restarts = 0;
  beginStart(cluster, server);
}

/** The process ends as by SIGKILL, and systemd starts the service again after RestartSec. */
export function crashService(cluster: SimulatedCluster, server: SimulatedServer): void {
  stopService(cluster, server);
  const { generation } = server;
  cluster.time.after(RESTART_SEC, () => {
    // An earlier restart has already begun.
    if (server.generation !== generation) return;
    server.service.state.restarts += 1;
    beginStart(cluster, server);
  });
}

function stopService(cluster: SimulatedCluster, server: SimulatedServer): void {
  server.generation += 1;
  Object.assign(server.service.state, { activeState: 'deactivating', subState: 'stop-sigterm' });
  // Unlike etcd, kine is part of the service on RKE2, too.
  server.kineRunning = false;
  if (cluster.distribution !== 'k3s') return;
  server.apiserver?.stop();
  const member = cluster.etcd.memberOf(server.name);
  if (member !== undefined) member.running = false;
}

function beginStart(cluster: SimulatedCluster, server: SimulatedServer): void {
  const { generation } = server;
  Object.assign(server.service.state, { activeState: 'activating', subState: 'start', invocationId: newInvocation() });
  server.startedAtMs = server.now();
  const startMs = DURATIONS.serviceStart + cluster.faults.number('slow-restart', server.name);
  cluster.time.after(startMs, () => {
    if (server.generation !== generation) return;
    if (cluster.faults.useOnce('restart-fails', server.name)) {
      server.log(logLine('fatal', MISMATCHED_CONFIGURATION, server.printer().at));
      crashService(cluster, server);
      return;
    }
    const member = cluster.etcd.memberOf(server.name);
    if (member !== undefined) member.running = true;
    server.kineRunning = cluster.usesKine;
    // The credentials need a datastore that answers, and the wait has no limit.
    once(cluster, server, { isMet: () => cluster.etcd.hasQuorum(), goOn: () => settle(cluster, server) });
  });
}

/** Continues once `isMet` holds, without a time limit. A later start of the service ends the wait. */
function once(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  wait: { readonly isMet: () => boolean; readonly goOn: () => void },
): void {
  if (wait.isMet()) return wait.goOn();
  const { generation } = server;
  cluster.time.after(START_POLL_MS, () => {
    if (server.generation === generation) once(cluster, server, wait);
  });
}

function settle(cluster: SimulatedCluster, server: SimulatedServer): void {
  const fatal = takeCredentials(cluster, server);
  if (fatal !== undefined) {
    server.log(logLine('fatal', fatal, server.printer().at));
    crashService(cluster, server);
    return;
  }
  const { apiserver } = server;
  if (cluster.distribution === 'k3s') apiserver?.start();
  // A server reports its start to systemd when its own apiserver is ready. A server without an apiserver does not ask
  // the remaining servers.
  once(cluster, server, { isMet: () => apiserver?.ready !== false, goOn: () => finishStart(cluster, server) });
}

function finishStart(cluster: SimulatedCluster, server: SimulatedServer): void {
  const node = cluster.nodes.get(server.nodeName);
  if (node !== undefined)
    Object.assign(node, { heartbeatMs: server.now(), ready: true, kubeletVersion: server.version });
  server.annotateSettings();
  if (server.apiserver !== undefined) {
    const { stage, sha256 } = server.state();
    server.annotate(stage, sha256);
  }
  Object.assign(server.service.state, { activeState: 'active', subState: 'running' });
  for (const line of upAndRunning(server.printer(), server.name)) server.log(line);
}

/**
 * Compares the credential files with the datastore's copy and takes newer files. Returns the last words of a server
 * that refuses to start.
 */
function takeCredentials(cluster: SimulatedCluster, server: SimulatedServer): string | undefined {
  const { config, state, savedAtMs } = cluster.bootstrap;
  const pairs = [
    pairOf(server, server.configPath, { content: config, modifiedAtMs: savedAtMs }),
    pairOf(server, server.statePath, { content: state, modifiedAtMs: savedAtMs }),
  ];
  if (cluster.faults.useOnce('stays-behind', server.name)) return undefined;
  const decision = reconcile(pairs);
  switch (decision.kind) {
    case 'keep':
      return undefined;
    case 'take':
      for (const { path, stored } of pairs)
        server.files.write(path, stored.content, { mode: 0o600, owner: 'root:root', mtimeMs: stored.modifiedAtMs });
      for (const line of takenFromDatastore(
        pairs.map(({ path }) => path),
        server.printer().at,
      ))
        server.log(line);
      return undefined;
    case 'refuse':
      return newerOnDisk(decision.newer);
    default:
      return unreachable(decision);
  }
}

function pairOf(server: SimulatedServer, path: string, stored: BootstrapFile): BootstrapPair {
  const local = server.files.read(path);
  return {
    path,
    local: local === undefined ? undefined : { content: local.content.toString(), modifiedAtMs: local.mtimeMs },
    stored,
  };
}
