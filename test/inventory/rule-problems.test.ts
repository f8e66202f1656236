import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cluster, NAME_FORM, tell, type Case } from './problem-case.ts';
import { makePlace, type Place } from './written.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(() => place[Symbol.asyncDispose]());

const CASES: readonly Case[] = [
  {
    what: 'no clusters',
    text: 'version: 1\nclusters: {}\n',
    rule: 'no-clusters',
    path: 'clusters',
    at: [2, 1],
  },
  {
    what: 'a maintenance window in a zone that is none',
    text: cluster('    rotation: {windows: [always, "Sat 22:00-04:00 Berlin"]}'),
    rule: 'invalid-window',
    path: 'clusters.prod.rotation.windows[1]',
    at: [6, 34],
    found: 'Sat 22:00-04:00 Berlin',
  },
  {
    what: 'no servers',
    text: cluster('', '[]'),
    rule: 'no-servers',
    path: 'clusters.prod.servers',
    at: [5, 5],
    expected: 'at least one server',
  },
  {
    what: 'a cluster name with a slash',
    text: cluster('').replace('prod', 'a/b'),
    rule: 'invalid-cluster-name',
    path: 'clusters["a/b"]',
    at: [3, 3],
    found: 'a/b',
  },
  {
    what: 'a host twice',
    text: cluster('', '[{host: a, name: s1}, {host: A, name: s2}]'),
    rule: 'duplicate-host',
    path: 'clusters.prod.servers[1].host',
    at: [5, 43],
    found: 'A port 22',
    expected: 'each host once: clusters.prod.servers[0] is the same',
  },
  {
    what: 'a name twice',
    text: cluster('', '[{host: a, name: s1}, {host: b, name: s1}]'),
    rule: 'duplicate-name',
    path: 'clusters.prod.servers[1].name',
    at: [5, 52],
    found: 's1',
    expected: 'another name than that of clusters.prod.servers[0]',
  },
  {
    what: 'a name that is the host of another server',
    text: cluster('', '[{host: a}, {host: b, name: a}]'),
    rule: 'duplicate-name',
    path: 'clusters.prod.servers[1].name',
    at: [5, 42],
  },
  {
    what: 'a Node twice',
    text: cluster('', '[{host: a, nodeName: n1}, {host: b, nodeName: n1}]'),
    rule: 'duplicate-node-name',
    path: 'clusters.prod.servers[1].nodeName',
    at: [5, 60],
    found: 'n1',
    expected: 'another Node than that of clusters.prod.servers[0]',
  },
  {
    what: 'an IPv6 host without a name',
    text: cluster('', '[{host: "fd00::1"}]'),
    rule: 'host-needs-name',
    path: 'clusters.prod.servers[0].name',
    at: [5, 15],
    found: 'fd00::1',
    expected: `a name: ${NAME_FORM}`,
  },
  {
    what: 'a role twice',
    text: cluster('', '[{host: a, roles: [etcd, control-plane, etcd]}]'),
    rule: 'duplicate-role',
    path: 'clusters.prod.servers[0].roles[2]',
    at: [5, 54],
  },
  {
    what: 'roles of which none is control-plane',
    text: cluster('', '[{host: a, roles: [etcd]}, {host: b, roles: [etcd]}]'),
    rule: 'role-nobody-has',
    path: 'clusters.prod.servers',
    at: [5, 5],
    found: 'etcd',
    expected: 'a server with the role control-plane',
  },
  {
    what: 'a bastion that is the server',
    text: cluster('    ssh: {jump: ops@10.0.0.11}\n'),
    rule: 'jump-to-itself',
    path: 'clusters.prod.servers[0].host',
    at: [5, 22],
  },
  {
    what: "another user's home",
    text: cluster('    ssh: {identityFile: ~bob/id}\n'),
    rule: 'other-users-home',
    path: 'clusters.prod.ssh.identityFile',
    at: [6, 25],
    found: '~bob/id',
  },
  {
    what: 'a key file that is not there',
    text: cluster('    ssh: {identityFile: /nowhere/id}\n'),
    rule: 'unreadable-file',
    path: 'clusters.prod.ssh.identityFile',
    at: [6, 25],
    found: '/nowhere/id: ENOENT',
  },
  {
    what: 'a key file of a bastion that is a directory',
    text: cluster('    ssh: {jump: {host: b, identityFile: ./home}}\n'),
    rule: 'unreadable-file',
    path: 'clusters.prod.ssh.jump.identityFile',
    at: [6, 41],
  },
  {
    what: 'a known_hosts file that is not there',
    text: cluster('    ssh: {knownHosts: [known_hosts, other]}\n'),
    rule: 'unreadable-file',
    path: 'clusters.prod.ssh.knownHosts[1]',
    at: [6, 37],
  },
  {
    what: 'container restarts on K3s',
    text: cluster('    rotation: {apiserverReload: restart-container}\n').replace('rke2', 'k3s'),
    rule: 'restart-container-on-k3s',
    path: 'clusters.prod.rotation.apiserverReload',
    at: [6, 33],
  },
  {
    what: 'a deadline of nothing',
    text: cluster('    timing: {commandTimeout: 0s}\n'),
    rule: 'zero-duration',
    path: 'clusters.prod.timing.commandTimeout',
    at: [6, 30],
    found: '0s',
  },
  {
    what: 'a deadline of more than a day',
    text: cluster('    timing: {restartDeadline: 30d}\n'),
    rule: 'long-duration',
    path: 'clusters.prod.timing.restartDeadline',
    at: [6, 31],
    found: '30d',
    expected: 'at most 1d',
  },
  {
    what: 'a stability window as long as the deadline',
    text: cluster('    timing: {stabilityWindow: 10m}\n'),
    rule: 'window-longer-than-deadline',
    path: 'clusters.prod.timing.stabilityWindow',
    at: [6, 31],
    expected: 'less than restartDeadline (10m)',
  },
];

describe('an inventory whose parts do not fit together', () => {
  it.each(CASES)('given $what, when it is loaded, then the one problem is $rule with its line', async (one) => {
    const { told, wanted } = await tell(place, one);
    expect(told).toEqual(wanted);
  });

  it('given many problems of schema and rules, when it is loaded, then all show at once, in the order of the file', async () => {
    const problems = await place.problems(`version: 1
clusters:
  prod:
    distribution: k3s
    servers:
      - {host: a, nme: s1}
      - {host: a, name: s2, ssh: {port: 0}}
      - 7
    rotation: {apiserverReload: restart-container, snapshots: true}
  b c: {distribution: rke2, servers: []}
`);
    expect(problems.map(({ rule, line }) => [rule, line])).toEqual([
      ['unknown-key', 6],
      ['duplicate-host', 7],
      ['out-of-range', 7],
      ['wrong-type', 8],
      ['restart-container-on-k3s', 9],
      ['unknown-key', 9],
      ['invalid-cluster-name', 10],
      ['no-servers', 10],
    ]);
  });

  it('given misspelt keys where required ones are missing, when it is loaded, then each is one problem, with what is below it', async () => {
    const problems = await place.problems(`version: 1
clusters:
  prod:
    distributon: k3s
    server:
      - {hosts: a, nme: s1}
      - {host: b, ssh: {port: 0}}
    serverss: []
`);
    expect(problems.map(({ rule, path, line }) => [rule, path, line])).toEqual([
      ['unknown-key', 'clusters.prod.distributon', 4],
      ['unknown-key', 'clusters.prod.server', 5],
      ['unknown-key', 'clusters.prod.server[0].hosts', 6],
      ['unknown-key', 'clusters.prod.server[0].nme', 6],
      ['out-of-range', 'clusters.prod.server[1].ssh.port', 7],
      ['unknown-key', 'clusters.prod.serverss', 8],
    ]);
  });

  it('given one host in two clusters, when it is loaded, then the second one is told', async () => {
    const problems = await place.problems(`version: 1
clusters:
  a: {distribution: k3s, servers: [{host: h}]}
  b: {distribution: k3s, servers: [{host: h}]}
`);
    expect(problems).toMatchObject([{ rule: 'host-in-two-clusters', path: 'clusters.b.servers[0].host', line: 4 }]);
  });

  it('given one address behind two bastions or with two ports, when it is loaded, then these are different hosts', async () => {
    const loaded = await place.load(`version: 1
clusters:
  a: {distribution: k3s, ssh: {jump: x}, servers: [{host: h, name: s1}, {host: h, name: s2, ssh: {port: 2222}}]}
  b: {distribution: k3s, ssh: {jump: y}, servers: [{host: h}]}
`);
    expect(loaded.ok).toBe(true);
  });
});
