import { hashMismatch, missingAnnotation, notControlPlane, stageOf } from '../engine/guards.ts';
import { statusJson, statusText, type StatusInput } from '../engine/status-output.ts';
import type { SimulatedCluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { listAnnotatedNodes } from './own-apiserver.ts';
import type { SimulatedServer } from './server.ts';

/** `secrets-encrypt status` of one server, with its faults. Throws `ClusterError` if the server cannot answer. */
export function statusOutput(cluster: SimulatedCluster, server: SimulatedServer, json: boolean): string {
  if (cluster.faults.has('status-unreadable', server.name)) return 'Verschlüsselung: wahrscheinlich\n';
  if (server.apiserver === undefined) throw new ClusterError(notControlPlane(server.nodeName));
  const nodes = listAnnotatedNodes(cluster, server);
  const annotation = nodes.find(({ name }) => name === server.nodeName)?.annotation;
  if (annotation === undefined) throw new ClusterError(missingAnnotation(server.nodeName));
  const input: StatusInput = {
    config: server.config(),
    stage: stageOf(annotation),
    mismatch: hashMismatch(nodes),
    bareNames: cluster.era === '2022',
  };
  return json ? statusJson(input) : statusText(input);
}
