import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';
import type { World } from './world.ts';

/**
 * A host is lost with all that ran there: service, apiserver, etcd member, kubelet. `removed`: somebody has deleted its Node since, whereupon
 * the engine takes its etcd member out as well (k3s `pkg/etcd/member_controller.go`, by reading).
 */
export function loseHost(world: World, server: SimulatedServer, removed: boolean): void {
  // Whatever its service was at is over.
  server.generation += 1;
  Object.assign(server.service.state, { activeState: 'inactive', subState: 'dead' });
  server.kineRunning = false;
  server.apiserver?.stop();
  const member = world.etcd.memberOf(server.name);
  if (member !== undefined) member.running = false;
  world.time.after(DURATIONS.nodeGrace, () => {
    const node = world.nodes.get(server.nodeName);
    if (node !== undefined) node.ready = false;
  });
  if (!removed) return;
  world.nodes.delete(server.nodeName);
  world.etcd.remove(server.name);
}
