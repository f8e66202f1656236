import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addServers, type FoundCluster, type FoundServer } from '../../inventory/add-servers.ts';

function server(number: number): FoundServer {
  return { host: `10.0.0.1${number}`, name: `s${number}`, nodeName: `s${number}`, roles: ['control-plane', 'etcd'] };
}

const FOUND: FoundCluster = {
  name: 'prod',
  distribution: 'rke2',
  ssh: { user: 'ops', jump: 'bastion' },
  servers: [server(1), server(2)],
};

const SECOND = '{ host: 10.0.0.12, name: s2, nodeName: s2, roles: [ control-plane, etcd ] }';

describe('an inventory with found servers in it', () => {
  it('given no inventory, then a whole one is made', () => {
    expect(addServers(undefined, FOUND)).toEqual({
      text: `version: 1
clusters:
  prod:
    distribution: rke2
    ssh:
      user: ops
      jump: bastion
    servers:
      - { host: 10.0.0.11, name: s1, nodeName: s1, roles: [ control-plane, etcd ] }
      - ${SECOND}
`,
      added: ['s1', 's2'],
      kept: [],
      notFound: [],
    });
  });

  const BEFORE = `# Ours. Ask before you change it.
version:   1
clusters:
  prod: # the big one
    distribution: rke2
    servers:
      # the first
      - {host: 10.0.0.11,   name: s1}  # never remove
      - host: "10.0.0.19"
        name: gone # hm
    # how to get there
    ssh: {user: ops, jump: bastion}
  # the other one
  lab: {distribution: k3s, servers: [{host: lab1}]}
`;

  it('given an inventory with comments, then one line is put in, and every other line stays as it is', () => {
    const { text, added, kept, notFound } = addServers(BEFORE, FOUND);

    expect(text).toBe(BEFORE.replace('name: gone # hm\n', `name: gone # hm\n      - ${SECOND}\n`));
    expect({ added, kept, notFound }).toEqual({ added: ['s2'], kept: ['s1'], notFound: ['gone'] });
  });

  it('given an inventory that has them all, then its text is the same', () => {
    const found = { ...FOUND, servers: [server(1)] };

    expect(addServers(BEFORE, found)).toMatchObject({ text: BEFORE, added: [], kept: ['s1'] });
  });

  it.each([
    { what: 'the same Node', written: '{host: other.example.com, nodeName: s2}' },
    { what: 'the same name', written: '{host: other.example.com, name: s2}' },
    { what: 'the same host', written: '{host: 10.0.0.12, name: second}' },
  ])('given a server with $what, then it is that server', ({ written }) => {
    const text = `version: 1\nclusters:\n  prod:\n    distribution: rke2\n    servers:\n      - ${written}\n`;

    expect(addServers(text, FOUND)).toMatchObject({ added: ['s1'], kept: ['s2'], notFound: [] });
  });

  it('given a cluster that is reached otherwise, then the new server says how it is reached', () => {
    const text =
      'version: 1\nclusters:\n  prod:\n    distribution: rke2\n    ssh: { user: ops }\n    servers:\n    - host: 10.0.0.11\n';

    const added = addServers(text, FOUND).text;

    expect(added).toBe(
      `${text}    - { host: 10.0.0.12, name: s2, nodeName: s2, roles: [ control-plane, etcd ], ssh: { jump: bastion } }\n`,
    );
  });

  it('given another cluster alone, then the found one is put in after it', () => {
    const text =
      'version: 1\nclusters:\n    lab:\n        distribution: k3s\n        servers:\n        - host: a # end';

    const added = addServers(text, FOUND).text;

    expect(added.startsWith(`${text}\n    prod:\n      distribution: rke2\n`)).toBe(true);
    expect(Object.keys((parse(added) as { clusters: object }).clusters)).toEqual(['lab', 'prod']);
  });

  it.each([
    {
      what: 'lists in brackets',
      text: 'version: 1\nclusters: {prod: {distribution: rke2, servers: [{host: 10.0.0.11}]}} # ours\n',
    },
    {
      what: 'JSON',
      text: '{"version": 1, "clusters": {"prod": {"distribution": "rke2", "servers": [{"host": "10.0.0.11"}]}}}',
    },
    {
      what: 'an inventory with Windows line ends',
      text: 'version: 1\r\nclusters:\r\n  prod:\r\n    distribution: rke2\r\n    servers:\r\n      - host: 10.0.0.11\r\n',
    },
    {
      what: 'aliases',
      text: 'version: 1\nclusters:\n  prod:\n    distribution: rke2\n    ssh: &ssh { user: ops }\n    servers:\n      - { host: 10.0.0.11, ssh: *ssh }\n\n# the end\n',
    },
  ])('given $what, then the server is in it, and nothing else is lost', ({ text }) => {
    const before = parse(text) as { clusters: { prod: { servers: readonly object[] } } };

    const { text: after } = addServers(text, FOUND);

    const { servers, ...others } = (parse(after) as typeof before).clusters.prod;
    const { servers: first, ...same } = before.clusters.prod;
    expect(servers.slice(0, 1)).toEqual(first);
    expect(servers[1]).toMatchObject({ host: '10.0.0.12' });
    expect(others).toEqual(same);
    for (const comment of text.match(/# .*/g) ?? []) expect(after).toContain(comment);
  });

  it('given a cluster named as a member of every object, then it is a name', () => {
    const text = 'version: 1\nclusters:\n  lab:\n    distribution: k3s\n    servers:\n      - host: a\n';

    expect(addServers(text, { ...FOUND, name: 'constructor' }).added).toEqual(['s1', 's2']);
  });
});
