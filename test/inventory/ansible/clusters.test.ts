import { describe, expect, it } from 'vitest';
import { ANSIBLE_FIXTURES, fixturePath } from './fixtures.ts';
import { inventoryEnvironment } from '../../../inventory/environment.ts';
import { loadInventory } from '../../../inventory/load.ts';
import { loadFiles, type WrittenFiles } from './place.ts';

describe('the cluster of an Ansible inventory', () => {
  it.each([
    {
      fixture: 'rke2-ansible',
      name: 'prod',
      distribution: 'rke2',
      servers: ['server0.example.com', 'server1.example.com', 'server2.example.com'],
    },
    { fixture: 'k3s-ansible', name: 'k3s-ansible', distribution: 'k3s', servers: ['192.16.35.11', '192.16.35.12'] },
    { fixture: 'xanmanning-k3s', name: 'xanmanning-k3s', distribution: 'k3s', servers: ['kube-0', 'kube-1'] },
  ])(
    'given the inventory of $fixture, then its servers are found without any option',
    async ({ fixture, name, distribution, servers }) => {
      const loaded = await loadInventory(fixturePath(fixture), inventoryEnvironment({ USER: 'me' }));

      expect(loaded).toMatchObject({
        ok: true,
        value: [{ name, distribution, servers: servers.map((each) => ({ name: each })) }],
      });
    },
  );

  it('given the inventory of lablabs.rke2, then masters of k8s_cluster are the servers', async () => {
    const { cluster } = await loadFiles({
      'prod.ini': '[masters]\nm_[1:2]\n[workers]\nw1\n[k8s_cluster:children]\nmasters\nworkers\n',
    });

    // A server's name has no underscore.
    expect(cluster).toMatchObject({
      name: 'prod',
      distribution: 'rke2',
      servers: [{ name: 'm-1', ssh: { host: 'm_1' } }, { name: 'm-2' }],
    });
  });

  it('given no well-known group, when groups are named, then their hosts are the servers, each once', async () => {
    const files = { 'hosts.ini': '[cp]\na\nb\n[etcd]\nb\nc\n[all:vars]\nrke2_version=v1\n' };

    const { cluster } = await loadFiles(files, { serversGroups: ['cp', 'etcd'], cluster: 'prod' });

    expect(cluster).toMatchObject({
      name: 'prod',
      distribution: 'rke2',
      servers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    });
  });

  it('given settings for keyturn, then they are those of hosts.yaml', async () => {
    const { cluster, problems } = await loadFiles({
      'hosts.yml': 'k3s_cluster: { children: { server: { hosts: { s1: , s2: } } } }\n',
      'group_vars/server.yml': `keyturn:
  cluster: edge
  rotation: { maxKeyAge: 90d, snapshot: false }
  timing: { stabilityWindow: 5s }
`,
      'host_vars/s2.yml':
        'keyturn_server: { name: second, nodeName: node-2, roles: [control-plane], ssh: { port: 2222 } }\n',
    });

    expect(problems).toEqual([]);
    expect(cluster).toMatchObject({
      name: 'edge',
      distribution: 'k3s',
      rotation: { maxKeyAgeMs: 7_776_000_000, snapshot: false },
      timing: { stabilityWindowMs: 5_000 },
      servers: [
        { name: 's1', nodeName: undefined, ssh: { port: 22 } },
        { name: 'second', nodeName: 'node-2', expectedRoles: ['control-plane'], ssh: { port: 2222 } },
      ],
    });
  });

  const WRONG: readonly {
    readonly what: string;
    readonly files: WrittenFiles;
    readonly choice?: { readonly serversGroups?: readonly string[] };
    readonly problem: Readonly<Record<string, unknown>>;
  }[] = [
    {
      what: 'no name anywhere',
      files: { 'inventory/hosts.ini': '[rke2_servers]\ns1\n' },
      problem: { rule: 'cluster-needed' },
    },
    {
      what: 'a group that does not say what runs there',
      files: { 'prod.ini': '[cp]\ns1\n' },
      choice: { serversGroups: ['cp'] },
      problem: { rule: 'distribution-needed', found: 'the group cp: its name does not say what runs there' },
    },
    {
      what: 'a group that is not there',
      files: { 'prod.ini': '[cp]\ns1\n[w]\nw1\n' },
      choice: { serversGroups: ['master'] },
      problem: { rule: 'servers-group', found: 'master', expected: 'one of the groups with hosts: all, cp, w' },
    },
    {
      what: 'no well-known group',
      files: { 'prod.ini': '[cp]\ns1\n' },
      problem: { rule: 'servers-group', found: 'no group that a well-known role uses' },
    },
    {
      what: 'groups of two roles',
      files: { 'prod.yml': 'rke2_servers: {hosts: {a: }}\nk3s_cluster: {children: {server: {hosts: {b: }}}}\n' },
      problem: { rule: 'servers-group', found: 'rke2_servers and server' },
    },
    {
      what: 'settings that differ between servers',
      files: { 'prod.ini': "[rke2_servers]\na keyturn=\"{'rotation': {'snapshot': False}}\"\nb\n" },
      problem: { rule: 'settings-differ', path: 'keyturn of b' },
    },
    {
      what: 'two names that become one',
      files: { 'prod.ini': '[rke2_servers]\ns_1\ns-1\n' },
      problem: { rule: 'duplicate-name', path: 's-1: name', line: 3 },
    },
    {
      what: 'one host twice',
      files: { 'prod.ini': '[rke2_servers]\na ansible_host=10.0.0.1\nb ansible_host=10.0.0.1\n' },
      problem: { rule: 'duplicate-host', path: 'ansible_host of b', line: 3, column: 3 },
    },
    {
      what: 'a section without its group',
      files: { 'prod.ini': '[a:vars]\nx=1\n' },
      problem: { rule: 'undeclared-group', line: 1, found: '[a:vars]' },
    },
    {
      what: 'a child that is never declared',
      files: { 'prod.ini': '[a:children]\nb\n' },
      problem: { rule: 'undeclared-group', line: 2, found: 'b' },
    },
    {
      what: 'a circle of groups',
      files: { 'prod.ini': '[a:children]\nb\n[b:children]\na\n' },
      problem: { rule: 'ansible-ini-syntax', line: 4 },
    },
    {
      what: 'a circle in YAML',
      files: { 'prod.yml': 'a: {children: {b: {children: {a: }}}}\n' },
      problem: { rule: 'group-circle', line: 1, column: 16 },
    },
    {
      what: 'an unknown section',
      files: { 'prod.ini': '[a:hostz]\n' },
      problem: { rule: 'ansible-ini-syntax', line: 1 },
    },
    {
      what: 'a range without an end',
      files: { 'prod.ini': '[rke2_servers]\ns[1:]\n' },
      problem: { rule: 'ansible-ini-syntax', line: 2, found: 's[1:]' },
    },
    {
      what: 'a range of a million',
      files: { 'prod.ini': '[rke2_servers]\ns[1:1000]-[1:1000]\n' },
      problem: { expected: 'at most 10000 hosts' },
    },
    {
      what: 'an open quote',
      files: { 'prod.ini': '[rke2_servers]\ns1 a="b\n' },
      problem: { rule: 'ansible-ini-syntax', line: 2 },
    },
    {
      what: 'broken group_vars',
      files: { 'prod.ini': '[rke2_servers]\ns1\n', 'group_vars/all.yml': 'a: 1\nb: [\n' },
      problem: { rule: 'yaml-syntax', file: 'group_vars/all.yml', line: 3 },
    },
    {
      what: 'a list in host_vars',
      files: { 'prod.ini': '[rke2_servers]\ns1\n', 'host_vars/s1.yml': '- a\n' },
      problem: { rule: 'wrong-type', file: 'host_vars/s1.yml' },
    },
    { what: 'no host', files: { 'prod.ini': '[rke2_servers]\n' }, problem: { rule: 'no-hosts' } },
    {
      what: '--servers-group for hosts.yaml',
      files: { 'hosts.yaml': 'version: 1\nclusters: {a: {distribution: k3s, servers: [{host: b}]}}\n' },
      choice: { serversGroups: ['x'] },
      problem: { rule: 'servers-group', found: '--servers-group x' },
    },
    {
      what: 'a kubeconfig',
      files: { config: 'apiVersion: v1\nkind: Config\nclusters: []\n' },
      problem: { rule: 'not-an-inventory', found: 'a kubeconfig' },
    },
    {
      what: 'a configuration of k0sctl',
      files: { 'k0sctl.yaml': 'apiVersion: k0sctl.k0sproject.io/v1beta1\nkind: Cluster\nspec: {}\n' },
      problem: { rule: 'not-an-inventory', found: 'a Kubernetes-style document of kind Cluster' },
    },
    {
      what: 'a playbook',
      files: { 'site.yml': '- hosts: all\n  tasks: []\n' },
      problem: { rule: 'not-an-inventory', found: 'an Ansible playbook' },
    },
    {
      what: 'a dynamic inventory',
      files: { 'aws_ec2.yml': 'plugin: aws_ec2\nregions: [eu]\n' },
      problem: { rule: 'not-an-inventory' },
    },
    { what: 'TOML', files: { 'hosts.toml': '[a]\n' }, problem: { rule: 'not-an-inventory', found: 'a TOML file' } },
    {
      what: 'any JSON',
      files: { 'package.json': '{"name": "x", "scripts": {}}' },
      problem: { rule: 'not-an-inventory', found: 'a document without clusters' },
    },
    {
      what: 'an encrypted inventory',
      files: { hosts: '$ANSIBLE_VAULT;1.1;AES256\n6162\n' },
      problem: { rule: 'not-an-inventory', found: 'a file that Ansible Vault encrypted' },
    },
  ];

  it.each(WRONG)('given $what, then it is one clear problem', async ({ files, choice, problem }) => {
    const { problems } = await loadFiles(files, choice);

    expect(problems).toEqual([expect.objectContaining(problem)]);
  });

  it('given a group_vars file that is encrypted as a whole, then it is left out and named', async () => {
    const leftOut: string[] = [];

    const { cluster } = await loadFiles(
      { 'prod.ini': '[rke2_servers]\ns1\n', 'group_vars/all/vault.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n' },
      { onLeftOut: (files) => leftOut.push(...files) },
    );

    expect(cluster?.servers).toHaveLength(1);
    expect(leftOut).toEqual([expect.stringMatching(/group_vars\/all\/vault\.yml$/)]);
  });

  it('given names that JavaScript knows, then they are names', async () => {
    const { cluster, problems } = await loadFiles({
      'prod.yml': `rke2_servers:
  hosts:
    constructor: { __proto__: { polluted: 1 }, toString: x }
  vars: { __proto__: { polluted: 2 }, hasOwnProperty: 1 }
__proto__:
  hosts: { valueof: }
`,
    });

    expect(problems).toEqual([]);
    expect(cluster?.servers.map(({ name }) => name)).toEqual(['constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('given the fixtures, then there are enough of them to mean something', () => {
    expect(ANSIBLE_FIXTURES.length).toBeGreaterThanOrEqual(12);
  });
});
