import { createHash } from 'node:crypto';

import type { NodeObject } from './objects.ts';

/** A Node in the API, with the parts read by keyturn. */
export function nodeJson(node: NodeObject): object {
  return {
    kind: 'Node',
    metadata: { name: node.name, labels: node.labels, annotations: node.annotations },
    spec: node.unschedulable ? { unschedulable: true } : {},
    status: {
      addresses: node.addresses,
      conditions: [
        { type: 'MemoryPressure', status: 'False', lastHeartbeatTime: secondsOf(node) },
        { type: 'Ready', status: node.ready ? 'True' : 'Unknown', lastHeartbeatTime: secondsOf(node) },
      ],
      nodeInfo: { kubeletVersion: node.kubeletVersion, bootID: node.bootId },
    },
  };
}

/** The Lease that a kubelet renews as its sign of life. */
export function nodeLeaseJson(node: NodeObject): object {
  const renewTime = new Date(node.heartbeatMs).toISOString().replace('Z', '000Z');
  return {
    kind: 'Lease',
    metadata: { name: node.name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: node.name, leaseDurationSeconds: 40, renewTime },
  };
}

function secondsOf(node: NodeObject): string {
  return `${new Date(node.heartbeatMs).toISOString().slice(0, 19)}Z`;
}

/**
 * The Lease that an apiserver renews as its sign of life, named after a hash of its host's name (Kubernetes 1.26 and
 * newer, seen on v1.36.3).
 */
export function identityLeaseJson(host: string, renewedAt: Date): object {
  const hash = createHash('sha256')
    .update(host)
    .digest('hex')
    .replaceAll(/[0189]/g, 'x')
    .slice(0, 26);
  return {
    kind: 'Lease',
    metadata: {
      name: `apiserver-${hash}`,
      namespace: 'kube-system',
      labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': host },
    },
    spec: { leaseDurationSeconds: 3_600, renewTime: renewedAt.toISOString().replace('Z', '000Z') },
  };
}

const NETWORKS: Readonly<Record<string, number>> = { s: 1, e: 2, c: 3 };

/** The address of a server's Node inside the simulated network, such as 10.0.1.2 for s2. Only the bastion reaches it. */
export function internalAddressOf(server: string): string {
  return `10.0.${NETWORKS[server.slice(0, 1)] ?? 9}.${server.replace(/^\D+/, '')}`;
}
