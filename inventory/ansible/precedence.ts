import { ALL, UNGROUPED, hostsOfGroup, type Group, type Tree } from './tree.ts';
import type { Variable, Variables } from './variable.ts';

/** What is written beside an inventory, by name of group or host. */
export interface VarsFiles {
  group(name: string): Variables;
  host(name: string): Variables;
}

/**
 * The variables of a host. From weak to strong: the inventory on `all`, the inventory on other groups, group_vars/all,
 * group_vars of other groups, the inventory on the host, host_vars (ansible-core 2.14, `VARIABLE_PRECEDENCE` and
 * `VariableManager.get_vars`). Of groups, the one further below `all` wins, then the higher ansible_group_priority,
 * then the later name. A map is replaced as a whole, which is Ansible's default.
 */
export function createPrecedence(tree: Tree, files: VarsFiles): (host: string) => Variables {
  const depths = depthsOf(tree.groups);
  const ordered = [...tree.groups.values()].filter(({ name }) => name !== ALL).toSorted(byStrength(depths));
  const members = new Map(ordered.map(({ name }) => [name, membersOf(tree, name)]));
  return (host) => {
    const groups = ordered.filter(({ name }) => members.get(name)?.has(host) === true);
    const layers: readonly Variables[] = [
      tree.groups.get(ALL)?.variables ?? new Map(),
      ...groups.map(({ variables }) => variables),
      files.group(ALL),
      ...groups.map(({ name }) => files.group(name)),
      tree.hosts.get(host)?.variables ?? new Map<string, Variable>(),
      files.host(host),
    ];
    return new Map(layers.flatMap((layer) => [...layer]));
  };
}

/** A host of any other group does not count as ungrouped. */
export function membersOf(tree: Tree, group: string): ReadonlySet<string> {
  const { groups } = tree;
  if (group !== UNGROUPED) return new Set(hostsOfGroup(tree, group));
  const grouped = new Set(
    [...groups.values()].filter(({ name }) => name !== ALL && name !== UNGROUPED).flatMap(({ hosts }) => [...hosts]),
  );
  return new Set([...tree.hosts.keys()].filter((host) => !grouped.has(host)));
}

/** Steps of the longest way down from `all`. A group without a parent is one step below. */
function depthsOf(groups: Tree['groups']): ReadonlyMap<string, number> {
  const parents = new Map([...groups.keys()].map((name) => [name, new Set<string>()]));
  for (const { name, children } of groups.values()) for (const child of children) parents.get(child)?.add(name);
  const depths = new Map([[ALL, 0]]);
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const above = [...(parents.get(name) ?? [])].map(depthOf);
    const depth = Math.max(0, ...above) + 1;
    depths.set(name, depth);
    return depth;
  };
  for (const name of groups.keys()) depthOf(name);
  return depths;
}

function byStrength(depths: ReadonlyMap<string, number>): (one: Group, other: Group) => number {
  return (one, other) =>
    (depths.get(one.name) ?? 0) - (depths.get(other.name) ?? 0) ||
    one.priority - other.priority ||
    (one.name < other.name ? -1 : 1);
}
