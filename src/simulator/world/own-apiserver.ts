import type { StageHash } from '../../model/encryption.ts';
import type { AnnotatedNode } from '../engine/guards.ts';
import { connectionRefused } from '../engine/texts.ts';
import type { Apiserver, SecretListing, SecretPage } from './apiserver.ts';
import type { SimulatedCluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import type { SimulatedServer } from './server.ts';

const URL = 'https://127.0.0.1:6443';
const NODES = `${URL}/api/v1/nodes?labelSelector=node-role.kubernetes.io%2Fcontrol-plane%3Dtrue`;

/**
 * The engine knows the cluster only through the apiserver of its own host. Throws the engine's log message if the
 * apiserver cannot answer.
 */
function asked(cluster: Pick<SimulatedCluster, 'etcd'>, { apiserver }: SimulatedServer, request: string): Apiserver {
  if (apiserver?.running !== true) throw new ClusterError(connectionRefused(request, '127.0.0.1:6443'));
  cluster.etcd.assertQuorum();
  return apiserver;
}

/**
 * Control-plane Nodes as the engine lists and compares Nodes. A Node of a lost server counts too. Throws `ClusterError`
 * if the list fails.
 */
export function listAnnotatedNodes(cluster: SimulatedCluster, server: SimulatedServer): readonly AnnotatedNode[] {
  asked(cluster, server, `Get "${NODES}"`);
  const annotation = `${cluster.distribution}.io/encryption-config-hash`;
  return [...cluster.nodes.values()]
    .filter(({ labels }) => labels['node-role.kubernetes.io/control-plane'] === 'true')
    .map((node) => ({ name: node.name, annotation: node.annotations[annotation] }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A page of Secrets. Throws `ClusterError` if the list fails. */
export function listSecrets(cluster: SimulatedCluster, server: SimulatedServer, listing: SecretListing): SecretPage {
  return asked(cluster, server, `Get "${URL}/api/v1/secrets?limit=${listing.limit ?? 0}"`).list(listing);
}

/** Puts a Secret unchanged as listed. Throws `ClusterError` on failure. A conflict is not a failure. */
export function putSecret(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  { secret, revision }: SecretPage['items'][number],
): void {
  const { namespace, name } = secret.metadata;
  const apiserver = asked(cluster, server, `Put "${URL}/api/v1/namespaces/${namespace}/secrets/${name}"`);
  const read = apiserver.read(namespace, name);
  // An admission policy treats the engine like any other user, and is asked unless a conflict exists.
  if (read?.revision === revision) {
    const user = `system:${cluster.distribution}-supervisor`;
    const write = { operation: 'UPDATE', user, namespace, name, object: secret, oldObject: read.secret } as const;
    const refusal = cluster.admission.refusal(server.name, write);
    if (refusal !== undefined) throw new ClusterError(refusal);
  }
  if (apiserver.rewrite(namespace, name, revision) === 'gone') throw new ClusterError(`secrets "${name}" not found`);
}

/** Writes the annotation of this server's Node. Throws `ClusterError` on failure. */
export function annotateOwnNode(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  { stage, sha256 }: StageHash,
): void {
  asked(cluster, server, `Patch "${URL}/api/v1/nodes/${server.nodeName}"`);
  server.annotate(stage, sha256);
}
