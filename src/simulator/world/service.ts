import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';
import { newInvocation } from './unit.ts';
import type { World } from './world.ts';

const RESTART_SEC = 5_000;

/**
 * `systemctl restart` of the engine: Type=notify, Restart=always, KillMode=process (engine.md, "Restart").
 * RKE2's apiserver and etcd are static pods and go on; K3s's are in the process and go with it.
 */
export function restartService(world: World, server: SimulatedServer): void {
  world.ledger.add({ kind: 'service-restart', server: server.name, atMs: world.time.now() });
  stopService(world, server);
  server.service.state.restarts = 0;
  beginStart(world, server);
}

/** The process is gone, as by SIGKILL; systemd starts it again after RestartSec. */
export function crashService(world: World, server: SimulatedServer): void {
  stopService(world, server);
  world.time.after(RESTART_SEC, () => {
    server.service.state.restarts += 1;
    beginStart(world, server);
  });
}

function stopService(world: World, server: SimulatedServer): void {
  server.generation += 1;
  Object.assign(server.service.state, { activeState: 'deactivating', subState: 'stop-sigterm' });
  if (world.distribution !== 'k3s') return;
  server.apiserver?.stop();
  const member = world.etcd.memberOf(server.name);
  if (member !== undefined) member.running = false;
}

function beginStart(world: World, server: SimulatedServer): void {
  const { generation } = server;
  Object.assign(server.service.state, { activeState: 'activating', subState: 'start', invocationId: newInvocation() });
  const startMs = DURATIONS.serviceStart + world.faults.number('slow-restart', server.name);
  world.time.after(startMs, () => {
    if (server.generation !== generation) return;
    if (world.faults.useOnce('restart-fails', server.name)) {
      server.log('level=fatal msg="starting kubernetes: preparing server: simulated crash"');
      crashService(world, server);
      return;
    }
    finishStart(world, server);
  });
}

function finishStart(world: World, server: SimulatedServer): void {
  const member = world.etcd.memberOf(server.name);
  if (member !== undefined) member.running = true;
  const fatal = reconcile(world, server);
  if (fatal !== undefined) {
    server.log(`level=fatal msg="${fatal}"`);
    crashService(world, server);
    return;
  }
  const node = world.nodes.get(server.name);
  if (node !== undefined)
    Object.assign(node, { heartbeatMs: server.now(), ready: true, kubeletVersion: server.version });
  if (server.apiserver !== undefined) {
    const { stage, sha256 } = server.state();
    server.annotate(stage, sha256);
    if (world.distribution === 'k3s') server.apiserver.start();
  }
  Object.assign(server.service.state, { activeState: 'active', subState: 'running' });
  server.log('level=info msg="Kube API server is now running"');
}

/** At its start, and only then, a server takes newer credential files from the datastore, and refuses when its own are newer. */
function reconcile(world: World, server: SimulatedServer): string | undefined {
  const { bootstrap } = world;
  const local = server.files.read(server.configPath);
  const same = local?.content.toString() === bootstrap.config;
  if (same && server.files.read(server.statePath)?.content.toString() === bootstrap.state) return undefined;
  if (local !== undefined && !same && local.mtimeMs > bootstrap.savedAtMs) {
    return `${server.configPath} newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore.`;
  }
  // An unchanged file keeps its age: an apiserver that has loaded it has nothing to load again.
  if (!same) server.writeConfig(bootstrap.config);
  server.files.write(server.statePath, bootstrap.state, { mode: 0o600, owner: 'root:root' });
  return undefined;
}
