import { Unreadable } from './trouble.ts';
import type { Origin, Variable, Variables } from './variable.ts';

/** A group of hosts as the files say. */
export interface Group {
  readonly name: string;
  /** Hosts that the group names itself, in the order of the files. */
  readonly hosts: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
  readonly variables: Variables;
  /** `ansible_group_priority`: of groups of one depth, the higher number wins. */
  readonly priority: number;
}

interface Host {
  readonly name: string;
  readonly origin: Origin;
  readonly variables: Variables;
}

/** Groups and hosts of all files of an inventory, before group_vars and host_vars. */
export interface Tree {
  readonly groups: ReadonlyMap<string, Group>;
  readonly hosts: ReadonlyMap<string, Host>;
}

interface GrowingGroup extends Group {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly variables: Map<string, Variable>;
  priority: number;
}

/**
 * Collects what files say, in their order. A later word on a variable wins. Throws `Unreadable` for more groups and hosts
 * than any inventory has, before they cost time.
 */
export interface TreeBuilder {
  readonly tree: Tree;
  /** Adds the group where it is new, and gives the name that Ansible uses for it. */
  group(name: string): string;
  /** Returns `false` where the child already contains the group. */
  child(group: string, child: string): boolean;
  host(group: string, name: string, options: { readonly origin: Origin; readonly port: number | undefined }): void;
  groupVariable(group: string, name: string, variable: Variable): void;
  hostVariable(host: string, name: string, variable: Variable): void;
}

const MOST_GROUPS = 1_000;
const MOST_MEMBERSHIPS = 100_000;

/** Every group is below this one. */
export const ALL = 'all';
export const UNGROUPED = 'ungrouped';
const PRIORITY = 'ansible_group_priority';

export function createTree(): TreeBuilder {
  const groups = new Map<string, GrowingGroup>();
  let memberships = 0;
  const hosts = new Map<string, Host & { readonly variables: Map<string, Variable> }>();
  const grown = (name: string): GrowingGroup => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    if (groups.size >= MOST_GROUPS) throw tooLarge(`at most ${MOST_GROUPS} groups`);
    const group = { name, hosts: new Set<string>(), children: new Set<string>(), variables: new Map(), priority: 1 };
    groups.set(name, group);
    return group;
  };
  grown(ALL).children.add(UNGROUPED);
  grown(UNGROUPED);
  return {
    tree: { groups, hosts },
    group: (name) => grown(name).name,
    child: (group, child) => {
      if (group === child || descendantsOf(groups, child).has(group)) return false;
      grown(group).children.add(grown(child).name);
      return true;
    },
    host: (group, name, { origin, port }) => {
      memberships += 1;
      if (memberships > MOST_MEMBERSHIPS) throw tooLarge(`at most ${MOST_MEMBERSHIPS} hosts in groups`);
      if (!hosts.has(name)) {
        const own: readonly (readonly [string, Variable])[] =
          port === undefined ? [] : [['ansible_port', { value: port, origin }]];
        hosts.set(name, { name, origin, variables: new Map(own) });
      }
      grown(group).hosts.add(name);
    },
    groupVariable: (group, name, variable) => {
      if (name !== PRIORITY) grown(group).variables.set(name, variable);
      else if (Number.isInteger(Number(variable.value))) grown(group).priority = Number(variable.value);
    },
    hostVariable: (host, name, variable) => void hosts.get(host)?.variables.set(name, variable),
  };
}

function tooLarge(expected: string): Unreadable {
  return new Unreadable({ rule: 'too-large', origin: { file: '', line: undefined, column: undefined }, expected });
}

/** A group and everything below it. */
function descendantsOf(groups: Tree['groups'], name: string): ReadonlySet<string> {
  const found = new Set([name]);
  // A set that grows while it is walked is walked to its end.
  for (const each of found) for (const child of groups.get(each)?.children ?? []) found.add(child);
  return found;
}

/** Every host of a group and of the groups below, each once. */
export function hostsOfGroup({ groups, hosts }: Tree, name: string): readonly string[] {
  if (name === ALL) return [...hosts.keys()];
  return [...new Set([...descendantsOf(groups, name)].flatMap((each) => [...(groups.get(each)?.hosts ?? [])]))];
}
