import type { Distribution } from '../../src/model/cluster.ts';
import { hostsOfGroup, type Tree } from './tree.ts';
import type { Variables } from './variable.ts';

/** The group in which a well-known role or playbook keeps the servers. */
interface Convention {
  readonly group: string;
  /** The group above, where the name alone says too little. */
  readonly parent?: string;
  /** Only hosts on which this variable is true. */
  readonly marker?: string;
  readonly distribution: Distribution;
}

/** By the documentation of each project (November 2026). */
const CONVENTIONS: readonly Convention[] = [
  // rancherfederal/rke2-ansible
  { group: 'rke2_servers', distribution: 'rke2' },
  // lablabs.rke2
  { group: 'masters', parent: 'k8s_cluster', distribution: 'rke2' },
  // k3s-io/k3s-ansible, its earlier releases, and techno-tim/k3s-ansible
  { group: 'server', parent: 'k3s_cluster', distribution: 'k3s' },
  { group: 'master', parent: 'k3s_cluster', distribution: 'k3s' },
  // xanmanning.k3s
  { group: 'k3s_cluster', marker: 'k3s_control_node', distribution: 'k3s' },
];

/** Servers found by a convention. */
export interface Servers {
  readonly group: string;
  readonly hosts: readonly string[];
  readonly distribution: Distribution | undefined;
}

/** Every group that a well-known role would take for the servers, without the empty ones. */
export function conventionalServers(tree: Tree, variablesOf: (host: string) => Variables): readonly Servers[] {
  return CONVENTIONS.filter((convention) => isInPlace(tree, convention)).flatMap(({ group, marker, distribution }) => {
    if (!tree.groups.has(group)) return [];
    const hosts = hostsOfGroup(tree, group).filter(
      (host) => marker === undefined || isTrue(variablesOf(host).get(marker)?.value),
    );
    return hosts.length === 0 ? [] : [{ group, hosts, distribution }];
  });
}

/** What a group's name, or variables that only one distribution's roles have, say of the distribution. */
export function distributionOf(tree: Tree, group: string, variables: Variables | undefined): Distribution | undefined {
  const known = CONVENTIONS.find((convention) => convention.group === group && isInPlace(tree, convention));
  if (known !== undefined) return known.distribution;
  const named = (['rke2', 'k3s'] as const).filter((name) => group.toLowerCase().includes(name));
  if (named.length === 1) return named[0];
  const names = [...(variables?.keys() ?? [])];
  const meant = (['rke2', 'k3s'] as const).filter((name) => names.some((variable) => variable.startsWith(`${name}_`)));
  return meant.length === 1 ? meant[0] : undefined;
}

function isInPlace(tree: Tree, { group, parent }: Pick<Convention, 'group' | 'parent'>): boolean {
  return parent === undefined || tree.groups.get(parent)?.children.has(group) === true;
}

/** What Ansible's filter `bool` takes for true. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|on|y|t|1)$/i.test(value));
}
