import { describe, expect, it } from 'vitest';

import { readNode, readNodes } from '../../src/cluster/nodes.ts';
import { SERVER_NODES } from '../../src/remote/answer-bounds.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus } from '../support/fake-runner.ts';
import { APISERVER } from './targets.ts';

const SHA256 = 'a'.repeat(64);
const PLANE = 'node-role.kubernetes.io/control-plane';
const ETCD = 'node-role.kubernetes.io/etcd';

function node(
  name: string,
  roles: readonly string[],
  changes: { readonly annotation?: string; readonly ready?: string; readonly unschedulable?: boolean } = {},
) {
  const { annotation, ready = 'True', unschedulable } = changes;
  return {
    metadata: {
      name,
      labels: { 'kubernetes.io/os': 'linux', ...Object.fromEntries(roles.map((role) => [role, 'true'])) },
      annotations: {
        'etcd.rke2.cattle.io/node-name': name,
        ...(annotation === undefined ? {} : { 'rke2.io/encryption-config-hash': annotation }),
      },
    },
    spec: { podCIDR: '10.42.0.0/24', ...(unschedulable === undefined ? {} : { unschedulable }) },
    status: {
      conditions: [
        { type: 'EtcdIsVoter', status: 'True', lastHeartbeatTime: '2026-11-24T03:00:00Z' },
        { type: 'Ready', status: ready, lastHeartbeatTime: '2026-11-24T02:00:00Z', reason: 'KubeletReady' },
      ],
      nodeInfo: { kubeletVersion: 'v1.36.3+rke2r1' },
    },
  };
}

function lease(name: string, renewTime: string) {
  return { metadata: { name, namespace: 'kube-node-lease' }, spec: { holderIdentity: name, renewTime } };
}

const S1 = node('s1', [PLANE, ETCD], { annotation: `reencrypt_finished-${SHA256}` });
const S2 = node('s2', [PLANE], { annotation: 'gibberish', ready: 'False', unschedulable: true });
const S3 = node('s3', [ETCD]);

function host() {
  return fakeRunner([
    [
      /labelSelector=node-role\.kubernetes\.io\/control-plane%3Dtrue/,
      httpAnswer(200, { kind: 'NodeList', items: [S1, S2] }),
    ],
    [/labelSelector=node-role\.kubernetes\.io\/etcd%3Dtrue/, httpAnswer(200, { kind: 'NodeList', items: [S1, S3] })],
    [
      'node leases',
      httpAnswer(200, {
        items: [lease('s1', '2026-11-24T02:00:09.123456Z'), lease('s2', '2026-11-24T01:59:00.000000Z')],
      }),
    ],
  ]);
}

describe('the Nodes of servers', () => {
  it('given more than any cluster has, are refused before anything is done with them', async () => {
    const many = Array.from({ length: SERVER_NODES + 1 }, (_, index) => node(`s${index}`, [PLANE]));
    const nodes = await readNodes(
      fakeContext(),
      fakeRunner([['nodes', httpAnswer(200, { items: many })]]),
      APISERVER,
      'rke2',
    );
    expect(nodes).toMatchObject({
      ok: false,
      failure: { kind: 'answer-out-of-bounds', server: 's1', bound: 'items', limit: SERVER_NODES },
    });
  });

  it('given items that are none, are refused by the first of them', async () => {
    const runner = fakeRunner([['nodes', httpAnswer(200, { items: Array.from({ length: SERVER_NODES }, () => 0) })]]);
    const nodes = await readNodes(fakeContext(), runner, APISERVER, 'rke2');
    expect(nodes).toMatchObject({ ok: false, failure: { kind: 'unexpected-output', expected: 'nodes' } });
    expect(JSON.stringify(nodes).length).toBeLessThan(1_000);
  });

  it('are read once each, whichever role labels they carry', async () => {
    const nodes = await readNodes(fakeContext(), host(), APISERVER, 'rke2');
    expect(nodes.ok ? nodes.value.map(({ name, roles }) => [name, ...roles]) : nodes).toEqual([
      ['s1', 'control-plane', 'etcd'],
      ['s2', 'control-plane'],
      ['s3', 'etcd'],
    ]);
  });

  it('tell stage, readiness, version and who cordoned them', async () => {
    const nodes = await readNodes(fakeContext(), host(), APISERVER, 'rke2');
    expect(nodes.ok ? nodes.value : nodes).toMatchObject([
      {
        annotation: { stage: 'reencrypt_finished', sha256: SHA256 },
        unreadableAnnotation: undefined,
        ready: true,
        unschedulable: false,
      },
      { annotation: undefined, unreadableAnnotation: 'gibberish', ready: false, unschedulable: true },
      { annotation: undefined, unreadableAnnotation: undefined, kubeletVersion: 'v1.36.3+rke2r1' },
    ]);
  });

  it('have the fresher of two heartbeats: the Lease, the condition, or the only one', async () => {
    const nodes = await readNodes(fakeContext(), host(), APISERVER, 'rke2');
    expect(nodes.ok ? nodes.value.map(({ heartbeatAt }) => heartbeatAt) : nodes).toEqual([
      '2026-11-24T02:00:09.123456Z',
      '2026-11-24T02:00:00Z',
      '2026-11-24T02:00:00Z',
    ]);
  });

  it('of K3s carry another annotation', async () => {
    const nodes = await readNodes(fakeContext(), host(), APISERVER, 'k3s');
    expect(nodes.ok ? nodes.value.map(({ annotation }) => annotation) : nodes).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('one Node', () => {
  it('given no Lease, is known by its own heartbeat', async () => {
    const runner = fakeRunner([
      ['node', httpAnswer(200, S1)],
      ['node lease', kubernetesStatus(404, 'NotFound', 'leases.coordination.k8s.io "s1" not found')],
    ]);
    const read = await readNode(fakeContext(), runner, APISERVER, { distribution: 'rke2', nodeName: 's1' });
    expect(read).toMatchObject({ ok: true, value: { name: 's1', heartbeatAt: '2026-11-24T02:00:00Z' } });
    expect(runner.lines[0]).toContain('https://127.0.0.1:6443/api/v1/nodes/s1 ');
  });

  it('given one that was deleted, fails with the message of the apiserver', async () => {
    const runner = fakeRunner([
      ['node', kubernetesStatus(404, 'NotFound', 'nodes "s1" not found')],
      ['node lease', kubernetesStatus(404, 'NotFound', 'not found')],
    ]);
    expect(await readNode(fakeContext(), runner, APISERVER, { distribution: 'rke2', nodeName: 's1' })).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 404, message: 'nodes "s1" not found' },
    });
  });
});
