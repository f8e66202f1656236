import { FAULTS, LINK_FAULTS } from '../model/simulation.ts';
import { unreachable } from '../model/unreachable.ts';
import { systemReason } from '../report/system-reason.ts';
import type { SimulationOptions } from '../simulator/simulate.ts';
import { parseLinkFault } from '../simulator/ssh/link-faults.ts';
import { serverSpecs, type Topology } from '../simulator/topology.ts';
import type { DirectoryRefusal } from '../simulator/claim-directory.ts';

/** What is wrong with the numbers of a simulated cluster. `undefined` for valid numbers. */
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

/**
 * What is wrong with the requested faults. `undefined` for valid faults. The first word of a fault's description, in
 * capitals, is what the fault needs.
 */
export function faultsProblem(specs: readonly string[], topology: Topology): string | undefined {
  const known = { ...FAULTS, ...LINK_FAULTS };
  const servers = serverSpecs(topology).map(({ name }) => name);
  for (const spec of specs) {
    const [name = '', ...given] = spec.split(':');
    const means = Object.entries(known).find(([fault]) => fault === name)?.[1];
    if (means === undefined) return `--fault ${spec}: no such fault; known are ${Object.keys(known).join(', ')}`;
    const needed = /^[A-Z]+(?::[A-Z]+)*(?= )/.exec(means)?.[0].split(':') ?? [];
    if (given.length < needed.length || given.slice(0, needed.length).includes('')) {
      return `--fault ${spec}: it needs ${needed.join(':')}; ${name}: ${means}`;
    }
    const index = needed.indexOf('SERVER');
    const server = given[index];
    if (server !== undefined && !servers.includes(server)) {
      return `--fault ${spec}: there is no server ${server}; there are ${servers.join(', ')}`;
    }
    const wrong = needed.findIndex((word, at) => NUMBERS.has(word) && !Number.isFinite(Number(given[at])));
    if (wrong !== -1) return `--fault ${spec}: ${given[wrong] ?? ''} is not a number; ${name}: ${means}`;
    if (name === 'link-cut' && parseLinkFault(spec) === undefined) {
      return `--fault ${spec}: it cannot be read; ${name}: ${means}`;
    }
  }
  return undefined;
}

const NUMBERS: ReadonlySet<string> = new Set(['MS', 'COUNT', 'TIMES', 'FACTOR', 'DAYS']);

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

/**
 * Why a directory that keyturn chose itself below the directory for temporary files cannot hold a simulated cluster.
 */
export function demoProblem(temporary: string, refusal: DirectoryRefusal): string {
  return refusal.kind === 'path-too-long'
    ? `the directory for temporary files, ${temporary}, is ${refusal.by} bytes too long for a unix socket: set TMPDIR to a shorter one`
    : `the directory for temporary files, ${temporary}, cannot be used`;
}
