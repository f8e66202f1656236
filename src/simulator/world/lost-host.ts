import type { SimulatedCluster } from './cluster.ts';
import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';

/**
 * Loses a host with its service, apiserver, etcd member and kubelet. `removed` means that an operator has since deleted
 * its Node, and the engine then removes its etcd member as well (k3s `pkg/etcd/member_controller.go`, by reading).
 */
export function loseHost(
  cluster: Pick<SimulatedCluster, 'etcd' | 'nodes' | 'time'>,
  server: SimulatedServer,
  removed: boolean,
): void {
  // Ends the present work of the service.
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
