import type { SimulateArguments } from './commands/simulate.ts';

/** What is wrong with the numbers of a simulated cluster; `undefined` when nothing is. */
export function simulationProblem(
  args: Pick<SimulateArguments, 'servers' | 'etcdOnly' | 'controlPlaneOnly'>,
): string | undefined {
  const { servers, etcdOnly, controlPlaneOnly } = args;
  if (servers + controlPlaneOnly === 0)
    return 'a cluster needs a control-plane server: --servers or --control-plane-only';
  if (servers + etcdOnly === 0) return 'a cluster needs a server with etcd: --servers or --etcd-only';
  return undefined;
}
