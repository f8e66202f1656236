import { ENGINES } from '../engine/distribution.ts';
import { readServerNodes } from '../cluster/node-addresses.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution, ServerNode } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { discover, type Discovery } from './discover.ts';

/** A cluster as one of its servers knows it. */
export interface KnownCluster {
  readonly distribution: Distribution;
  /** Every server, by the API. */
  readonly nodes: readonly ServerNode[];
  /** The asked server itself, or `undefined` if no Node is its own. */
  readonly own: ServerNode | undefined;
}

/**
 * Asks one server for its distribution and for the servers of its cluster. Fails with `unit-missing` where neither
 * engine runs as a server, and with `no-apiserver` on a server that has none.
 */
export async function askForCluster(
  context: StepContext,
  runner: Runner,
): Promise<Result<KnownCluster, Failure | { readonly kind: 'no-apiserver' }>> {
  let distribution: Distribution = 'rke2';
  let found = await discover(context, runner, distribution);
  if (!found.ok && found.failure.kind === 'unit-missing' && found.failure.found === ENGINES.k3s.unit) {
    distribution = 'k3s';
    found = await discover(context, runner, distribution);
  }
  if (!found.ok) return found;
  const { value: discovery } = found;
  const roles = discovery.configuredRoles;
  if (roles.length > 0 && !roles.includes('control-plane')) return failed({ kind: 'no-apiserver' });
  const nodes = await readServerNodes(context, runner, { url: discovery.apiserverUrl, dataDir: discovery.dataDir });
  if (!nodes.ok) return nodes;
  const own = nodes.value.find((node) => isHostOf(discovery, node));
  return success({ distribution, nodes: nodes.value, own });
}

/** Whether a host is the one of a Node. Two hosts never have one id of a boot. */
function isHostOf({ nodeName, bootId }: Discovery, node: ServerNode): boolean {
  return node.bootId === undefined || bootId === undefined ? node.name === nodeName : node.bootId === bootId;
}

/** What an address of a Node leads to. */
export type Reached =
  | { readonly kind: 'its-host' }
  /** A host answers, and is another one. */
  | { readonly kind: 'another-host' }
  | { readonly kind: 'not-asked'; readonly failure: Failure };

/** Asks whether the host behind an address is that of the Node. */
export async function reach(
  context: StepContext,
  runner: Runner,
  { node, distribution }: { readonly node: ServerNode; readonly distribution: Distribution },
): Promise<Reached> {
  const found = await discover(context, runner, distribution);
  if (!found.ok) {
    return found.failure.kind === 'unit-missing'
      ? { kind: 'another-host' }
      : { kind: 'not-asked', failure: found.failure };
  }
  return { kind: isHostOf(found.value, node) ? 'its-host' : 'another-host' };
}
