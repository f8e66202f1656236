import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ANSIBLE_FIXTURES, recordedOf, type Listed } from './fixtures.ts';
import { readAsListed } from './listed.ts';

/** `undefined` where the tool is not installed. */
function installed(): string | undefined {
  try {
    return /core ([\d.]+)/.exec(execFileSync('ansible-inventory', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

interface ListedGroup {
  readonly hosts?: readonly string[];
  readonly children?: readonly string[];
}

/** Every host below a group, as Ansible printed them. */
function membersListed(listed: Listed, name: string): readonly string[] {
  const { hosts = [], children = [] } = (listed[name] ?? {}) as ListedGroup;
  return [...new Set([...hosts, ...children.flatMap((child) => membersListed(listed, child))])];
}

/** What was printed, in the form of `readAsListed`. Hosts without variables are in no `hostvars`. */
function comparable(listed: Listed) {
  const hosts = [...membersListed(listed, 'all')].toSorted();
  const groups = Object.keys(listed).filter((name) => name !== '_meta');
  return {
    hosts,
    variables: Object.fromEntries(hosts.map((host) => [host, listed._meta.hostvars[host] ?? {}])),
    members: Object.fromEntries(groups.map((name) => [name, [...membersListed(listed, name)].toSorted()])),
  };
}

/** A group without hosts is printed only as a child of another. */
function withoutEmpty(members: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(Object.entries(members).filter(([, hosts]) => hosts.length > 0));
}

describe('what an Ansible inventory says', () => {
  it.each(ANSIBLE_FIXTURES)(
    'given $name, when it is read, then every host, group and variable is as the real ansible-inventory printed it (recorded, ansible-core 2.14.18)',
    (fixture) => {
      const { hosts, variables, members, troubles } = readAsListed(fixture.path);

      const recorded = comparable(recordedOf(fixture));
      expect({ hosts, variables, troubles }).toEqual({
        hosts: recorded.hosts,
        variables: recorded.variables,
        troubles: [],
      });
      expect(withoutEmpty(members)).toEqual(withoutEmpty(recorded.members));
    },
  );

  it.skipIf(installed()?.startsWith('2.14.') !== true)(
    'given ansible-core 2.14 on this machine, when it lists an inventory with every kind of precedence, then it prints what was recorded',
    () => {
      for (const fixture of ANSIBLE_FIXTURES.filter(({ name }) => name === 'precedence' || name === 'literals')) {
        const printed = execFileSync('ansible-inventory', ['-i', fixture.path, '--list'], { encoding: 'utf8' });
        expect(JSON.parse(printed)).toEqual(recordedOf(fixture));
      }
    },
  );
});
