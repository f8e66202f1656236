import { afterEnd, type BackOff } from '../../engine/back-off.ts';
import { type Program, notSimulated, printed, refused } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { SimulatedServer } from '../server.ts';
import { DURATIONS } from '../time.ts';

/** The queries for the container, from keyturn and from plain scripts. */
const LISTINGS = [
  '--name ^kube-apiserver$ --label io.kubernetes.pod.namespace=kube-system --quiet',
  '--name kube-apiserver --quiet',
];

/**
 * `crictl ps` and `crictl stop` for the kube-apiserver's container. The kubelet starts the container again, from the
 * second time on after a back-off. A restart of the service also restarts its kubelet, which forgets the back-off.
 */
export function crictl(
  cluster: Pick<SimulatedCluster, 'time' | 'faults' | 'ledger'>,
  server: Pick<SimulatedServer, 'name' | 'apiserver' | 'generation'>,
): Program {
  let kubelet: { readonly generation: number; readonly backOff: BackOff } | undefined;
  return async ({ argv, environment }) => {
    const [, verb, ...rest] = argv;
    if (environment.get('CONTAINER_RUNTIME_ENDPOINT') === undefined)
      return refused(1, 'level=fatal msg="validate service connection: no runtime endpoint"\n');
    const { apiserver } = server;
    const running = apiserver?.running === true;
    if (verb === 'ps' && LISTINGS.includes(rest.join(' '))) return printed(running ? `${apiserver.containerId}\n` : '');
    if (verb !== 'stop') return notSimulated('crictl', argv.join(' '));
    const notFound = refused(1, `level=fatal msg="stopping the container \\"${rest[0]}\\": not found"\n`);
    if (!running || rest[0] !== apiserver.containerId) return notFound;
    const { containerId } = apiserver;
    const { generation } = server;
    const nowMs = cluster.time.now() * cluster.time.scale;
    const next = afterEnd(kubelet?.generation === generation ? kubelet.backOff : undefined, nowMs);
    kubelet = { generation, backOff: next.backOff };
    apiserver.stop();
    cluster.time.after(DURATIONS.containerStart + next.startAtMs - nowMs, () => apiserver.start());
    if (cluster.faults.useOnce('container-ends', server.name)) return notFound;
    cluster.ledger.add({ kind: 'container-stop', server: server.name, atMs: cluster.time.now() });
    return printed(`${containerId}\n`);
  };
}
