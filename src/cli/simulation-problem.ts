import { unreachable } from '../model/unreachable.ts';
import { systemReason } from '../report/system-reason.ts';
import type { SimulationOptions } from '../simulator/simulate.ts';
import type { DirectoryRefusal } from '../simulator/claim-directory.ts';

/** What is wrong with the numbers of a simulated cluster; `undefined` when nothing is. */
export function simulationProblem({
  servers,
  etcdOnly,
  controlPlaneOnly,
  datastore = 'etcd',
}: Pick<SimulationOptions, 'servers' | 'etcdOnly' | 'controlPlaneOnly' | 'datastore'>): string | undefined {
  if (servers + controlPlaneOnly === 0)
    return 'a cluster needs a control-plane server: --servers or --control-plane-only';
  if (servers + etcdOnly === 0) return 'a cluster needs a server with etcd: --servers or --etcd-only';
  if (datastore !== 'etcd' && etcdOnly + controlPlaneOnly > 0) {
    return `with --datastore ${datastore} no server has etcd: --servers alone`;
  }
  if (datastore === 'sqlite' && servers !== 1) return 'SQLite belongs to one server alone: --servers 1';
  return undefined;
}

/** Why a directory cannot hold a simulated cluster, in the words of a usage error. */
export function directoryProblem(directory: string, refusal: DirectoryRefusal): string {
  switch (refusal.kind) {
    case 'not-ours':
      return `--dir ${directory} has a file ${refusal.name} that no simulation put there, and it would be overwritten: name a new directory`;
    case 'path-too-long':
      return `--dir ${directory} is ${refusal.by} bytes too long: the path of a unix socket has to fit into it`;
    case 'unusable':
      return `--dir ${directory} cannot be used: ${systemReason(refusal.reason)}`;
    default:
      return unreachable(refusal);
  }
}

/** The same where the directory is our own choice below the directory for temporary files. */
export function demoProblem(temporary: string, refusal: DirectoryRefusal): string {
  return refusal.kind === 'path-too-long'
    ? `the directory for temporary files, ${temporary}, is ${refusal.by} bytes too long for a unix socket: set TMPDIR to a shorter one`
    : `the directory for temporary files, ${temporary}, cannot be used`;
}
