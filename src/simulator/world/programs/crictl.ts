import type { Program } from '../../program.ts';
import type { SimulatedServer } from '../server.ts';
import { DURATIONS } from '../time.ts';
import type { World } from '../world.ts';
import { notSimulated, printed, refused } from './result.ts';

const BACK_OFF_MEMORY_MS = 600_000;

/** `crictl ps` and `crictl stop` for the kube-apiserver's container. The kubelet starts it again, the second time after a back-off. */
export function crictl(world: World, server: SimulatedServer): Program {
  let lastStopMs = Number.NEGATIVE_INFINITY;
  return async ({ argv, environment }) => {
    const [, verb, ...rest] = argv;
    if (environment.get('CONTAINER_RUNTIME_ENDPOINT') === undefined)
      return refused(1, 'level=fatal msg="validate service connection: no runtime endpoint"\n');
    const { apiserver } = server;
    const running = apiserver?.running === true;
    if (verb === 'ps' && rest.join(' ') === '--name kube-apiserver --quiet')
      return printed(running ? `${apiserver.containerId}\n` : '');
    if (verb !== 'stop') return notSimulated('crictl', argv.join(' '));
    if (!running || rest[0] !== apiserver.containerId)
      return refused(1, `level=fatal msg="stopping the container \\"${rest[0]}\\": not found"\n`);
    const { containerId } = apiserver;
    apiserver.stop();
    world.ledger.add({ kind: 'container-stop', server: server.name, atMs: world.time.now() });
    const again = world.time.now() - lastStopMs < BACK_OFF_MEMORY_MS / world.time.scale;
    lastStopMs = world.time.now();
    world.time.after(DURATIONS.containerStart + (again ? DURATIONS.containerBackOff : 0), () => apiserver.start());
    return printed(`${containerId}\n`);
  };
}
