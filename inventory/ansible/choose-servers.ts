import { conventionalServers, type Servers } from './conventions.ts';
import type { UserAt } from './ssh-arguments.ts';
import { hostsOfGroup, type Tree } from './tree.ts';
import type { Trouble } from './trouble.ts';
import type { Origin, Variables } from './variable.ts';

/** What the operator said beside the inventory. */
export interface Choice {
  /** Groups whose hosts are the servers. */
  readonly serversGroups: readonly string[];
  readonly cluster: string | undefined;
  readonly userAt: UserAt;
}

interface Choosing {
  readonly choice: Choice;
  readonly whole: Origin;
  readonly troubles: Trouble[];
}

/** The servers that the operator named by groups, else those of a well-known role. */
export function chooseServers(
  tree: Tree,
  variablesOf: (host: string) => Variables,
  { choice, whole, troubles }: Choosing,
): Servers | undefined {
  const groups = [...tree.groups.keys()].filter((name) => hostsOfGroup(tree, name).length > 0);
  const unknown = choice.serversGroups.find((name) => !groups.includes(name));
  const listed = `one of the groups with hosts: ${groups
    .filter((name) => name !== 'ungrouped')
    .slice(0, 20)
    .join(', ')}`;
  if (tree.hosts.size === 0) {
    troubles.push({ rule: 'no-hosts', origin: whole, found: 'no host at all', expected: 'hosts in groups' });
    return undefined;
  }
  if (unknown !== undefined) {
    troubles.push({ rule: 'servers-group', origin: whole, found: unknown, expected: listed });
    return undefined;
  }
  const [named, ...more] = choice.serversGroups;
  if (named !== undefined) {
    const hosts = [...new Set([named, ...more].flatMap((group) => hostsOfGroup(tree, group)))];
    return { group: named, hosts, distribution: undefined };
  }
  const found = conventionalServers(tree, variablesOf);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const known =
    only === undefined ? 'no group that a well-known role uses' : found.map(({ group }) => group).join(' and ');
  troubles.push({ rule: 'servers-group', origin: whole, found: known, expected: `--servers-group with ${listed}` });
  return undefined;
}
