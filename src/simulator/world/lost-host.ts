import type { SimulatedCluster } from './cluster.ts';
import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';

/**
 * A host is lost with all that ran there: service, apiserver, etcd member, kubelet. `removed`: somebody has deleted its Node since, whereupon
 * the engine takes its etcd member out as well (k3s `pkg/etcd/member_controller.go`, by reading).
 */
export function loseHost(
  cluster: Pick<SimulatedCluster, 'etcd' | 'nodes' | 'time'>,
  server: SimulatedServer,
  removed: boolean,
): void {
  // Whatever its service was at is over.
  server.generation += 1;
  Object.assign(server.service.state, { activeState: 'inactive', subState: 'dead' });
  server.kineRunning = false;
  server.apiserver?.stop();
  const member = cluster.etcd.memberOf(server.name);
  if (member !== undefined) member.running = false;
  cluster.time.after(DURATIONS.nodeGrace, () => {
    const node = cluster.nodes.get(server.nodeName);
    if (node !== undefined) node.ready = false;
  });
  if (!removed) return;
  cluster.nodes.delete(server.nodeName);
  cluster.etcd.remove(server.name);
}
