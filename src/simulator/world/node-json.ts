import type { NodeObject } from './objects.ts';

/** A Node as the API shows it, the parts that keyturn reads. */
export function nodeJson(node: NodeObject): object {
  return {
    kind: 'Node',
    metadata: { name: node.name, labels: node.labels, annotations: node.annotations },
    spec: node.unschedulable ? { unschedulable: true } : {},
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False', lastHeartbeatTime: secondsOf(node) },
        { type: 'Ready', status: node.ready ? 'True' : 'Unknown', lastHeartbeatTime: secondsOf(node) },
      ],
      nodeInfo: { kubeletVersion: node.kubeletVersion, bootID: node.bootId },
    },
  };
}

/** The Lease by which the kubelet says that it lives. */
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
