import { describe, expect, it } from 'vitest';

import { gatherFacts } from '../../src/facts/gather.ts';
import { CLUSTER, factsOf, FILE, healthy, node, NOW, ok, ROLES } from './healthy-hosts.ts';
import { scriptedFleet, stillContext, type Answer } from './scripted-fleet.ts';

/** The Nodes, with more said of some. */
function nodesWith(more: Readonly<Record<string, object>>): string {
  return ok({
    items: Object.keys(ROLES).map((name) => {
      const plain = node(name);
      const {
        annotations = {},
        bootID,
        called = name,
      } = (more[name] ?? {}) as {
        readonly annotations?: object;
        readonly bootID?: string;
        readonly called?: string;
      };
      return {
        metadata: { ...plain.metadata, name: called, annotations: { ...plain.metadata.annotations, ...annotations } },
        status: { ...plain.status, nodeInfo: { ...plain.status.nodeInfo, bootID } },
      };
    }),
  });
}

/** What a host says first, with its boot and its configuration. */
function says(name: string, { boot = '', config = [] as readonly string[] } = {}): readonly [string, Answer] {
  const lines = ['@hostname', name, '@boot-id', boot, '@config', 'F 1 /etc/rancher/rke2/config.yaml', ...config];
  return ['@hostname', [...lines, '@flags', '@environment', '@tools', '@end', ''].join('\n')];
}

/** What a healthy host says of its details. */
function detailsOf(name: string): string {
  const answer = healthy(name).find(([key]) => key === '@version')?.[1];
  return typeof answer === 'string' ? answer : '';
}

describe('the Node of a server', () => {
  const list: readonly [string, Answer] = [
    '/api/v1/nodes',
    nodesWith({ s1: { bootID: 'b1' }, s2: { bootID: 'b2', called: 's2-8c3a01ff' }, s3: { bootID: 'b3' } }),
  ];

  it('given another name than its host, is known by the boot that both tell', async () => {
    const facts = await factsOf({ s1: [list], s2: [says('s2', { boot: 'b2' })] });
    expect(facts.servers.map(({ nodeName }) => nodeName)).toEqual(['s1', 's2-8c3a01ff', 's3']);
  });

  it('given hosts that share a boot, as containers do, is the one that the configuration names', async () => {
    const facts = await factsOf({
      s1: [list, says('s1', { boot: 'b2' })],
      s2: [says('s2', { boot: 'b2', config: ['=server: https://s1:9345'] })],
    });
    expect(facts.servers.map(({ nodeName }) => nodeName)).toEqual(['s1', 's2', 's3']);
  });

  it('given the inventory names it and no boot tells otherwise, is that one', async () => {
    const cluster = {
      ...CLUSTER,
      servers: CLUSTER.servers.map((each) => ({ ...each, nodeName: `node-${each.name}` })),
    };
    const { fleet } = scriptedFleet(Object.fromEntries(Object.keys(ROLES).map((name) => [name, healthy(name)])));
    const gathered = await gatherFacts({ context: stillContext(NOW), cluster, fleet });
    expect(gathered.ok && gathered.value.servers.map(({ nodeName }) => nodeName)).toEqual([
      'node-s1',
      'node-s2',
      'node-s3',
    ]);
  });
});

describe('a server whose files were edited since its engine was started', () => {
  it('is asked where it runs, and what a restart would change is told', async () => {
    const args = JSON.stringify(['server', '--bind-address', '10.0.0.11', '--profile', 'cis']);
    const list: readonly [string, Answer] = [
      '/api/v1/nodes',
      nodesWith({ s1: { annotations: { 'rke2.io/node-args': args, 'rke2.io/node-env': '{}' } } }),
    ];
    const edited = says('s1', { config: ['=profile: cis', '=data-dir: /data', '=bind-address: 10.0.0.99'] });
    const facts = await factsOf({ s1: [edited, list], s2: [list] });
    expect(facts.servers[0]).toMatchObject({
      dataDir: '/var/lib/rancher/rke2',
      apiserverUrl: 'https://10.0.0.11:6443',
      changedSettings: [
        { name: 'data-dir', running: '', next: '/data' },
        { name: 'bind-address', running: '10.0.0.11', next: '10.0.0.99' },
      ],
    });
  });
});

describe('an etcd member', () => {
  it('is known by the name that its host has written down, whatever its Node is called', async () => {
    const written = detailsOf('s3').replace('@etcd', '@member\nhost3-ffeeddcc\n@etcd');
    const members = ok({
      members: [
        { ID: '1', name: 's1-0a1b2c3d' },
        { ID: '3', name: 'host3-ffeeddcc' },
      ],
    });
    const facts = await factsOf({ s1: [['/v3/cluster/member/list', members]], s3: [['@version', written]] });
    expect(facts.etcd?.members.map(({ name, healthy: isHealthy }) => [name, isHealthy])).toEqual([
      ['s1-0a1b2c3d', true],
      ['host3-ffeeddcc', true],
    ]);
  });
});

describe('the file that an apiserver is given', () => {
  const linked = detailsOf('s1').replace(
    '@to',
    '@arguments\nencryption-provider-config=/data/rke2/server/cred/encryption-config.json\n@to',
  );

  it.each([
    [`${FILE}\n${FILE}\n`, FILE],
    [`${FILE}\n/srv/other.json\n`, '/data/rke2/server/cred/encryption-config.json'],
  ])('given the real paths %j, is told as %s', async (real, told) => {
    const facts = await factsOf({
      s1: [
        ['@version', linked],
        ['readlink -f', real],
      ],
    });
    expect(facts.servers[0]?.apiserver?.encryptionConfigPath).toBe(told);
  });
});
