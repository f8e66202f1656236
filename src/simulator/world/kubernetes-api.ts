import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import type { SecretWrite } from './admission-expressions.ts';
import type { Apiserver, ReadSecret } from './apiserver.ts';
import type { SimulatedCluster } from './cluster.ts';
import { NoQuorum } from './etcd.ts';
import { jsonReply, statusReply, type HttpCall, type HttpReply } from './http.ts';
import { leaseReply } from './lease-api.ts';
import { metricsText } from './metrics.ts';
import { identityLeaseJson, nodeJson, nodeLeaseJson } from './node-json.ts';
import type { SecretObject } from './objects.ts';
import { otherActorsReply, planLabels } from './other-actors.ts';
import { workloadsReply } from './workloads.ts';

/** One request to one server's apiserver. */
export function answerKubernetes(
  cluster: SimulatedCluster,
  server: string,
  apiserver: Apiserver,
  call: HttpCall,
): HttpReply {
  try {
    return route(cluster, server, apiserver, call);
  } catch (error) {
    if (error instanceof NoQuorum) return statusReply(500, 'InternalError', error.message);
    const message = error instanceof Error ? error.message : String(error);
    return statusReply(500, 'InternalError', `Internal error occurred: ${message}`);
  }
}

/**
 * The failing checks of an apiserver that could not read some Secret at its start (measured.md 1). The passing checks
 * are left out.
 */
const NOT_READY = [
  '[-]informer-sync failed: reason withheld',
  '[-]poststarthook/storage-readiness failed: reason withheld',
  'readyz check failed',
].join('\n');

function route(cluster: SimulatedCluster, server: string, apiserver: Apiserver, call: HttpCall): HttpReply {
  const { path, method } = call;
  if (path === '/readyz') return apiserver.ready ? { status: 200, body: 'ok' } : { status: 500, body: NOT_READY };
  if (path === '/metrics') return { status: 200, body: metricsText(apiserver, cluster.faults.has('no-reload-metric')) };
  if (path === '/version') return jsonReply(200, { gitVersion: cluster.server(server).version });
  // Objects are read from etcd, never from a cache, because no client asks for resourceVersion=0.
  cluster.etcd.assertQuorum();
  if (path === '/api/v1/nodes') return nodeList(cluster, call);
  const node = /^\/api\/v1\/nodes\/([^/]+)$/.exec(path)?.[1];
  if (node !== undefined) return one(cluster.nodes.get(node), nodeJson, `nodes "${node}" not found`);
  const leases = /^\/apis\/coordination\.k8s\.io\/v1\/namespaces\/([^/]+)\/leases(?:\/([^/]+))?$/.exec(path);
  if (leases?.[1] === 'kube-node-lease') return nodeLeases(cluster, leases[2]);
  if (leases !== null && leases[2] === undefined && method === 'GET')
    return jsonReply(200, { kind: 'LeaseList', items: identityLeases(cluster) });
  if (leases !== null)
    return leaseReply(cluster.leases, { ...call, name: leases[2], nowRevision: cluster.nextRevision() });
  const secret = /^\/api\/v1\/namespaces\/([^/]+)\/secrets(?:\/([^/]+))?$/.exec(path);
  if (secret !== null) {
    const [, namespace = '', name] = secret;
    return secretReply(
      { apiserver, refusal: (write) => cluster.admission.refusal(server, write) },
      call,
      namespace,
      name,
    );
  }
  if (path === '/api/v1/secrets' && method === 'GET')
    return jsonReply(200, { kind: 'SecretList', items: apiserver.list().items.map(({ secret }) => secret) });
  const workloads = workloadsReply(cluster, call);
  if (workloads !== undefined) return workloads;
  const others = otherActorsReply(cluster, call);
  if (others !== undefined) return others;
  const policy = cluster.admission.reply(call);
  if (policy !== undefined) return policy;
  if (/^\/apis\/admissionregistration\.k8s\.io\/v1\/(?:validating|mutating)webhookconfigurations$/.test(path))
    return jsonReply(200, { items: [] });
  return statusReply(404, 'NotFound', 'the server could not find the requested resource');
}

function nodeList(cluster: SimulatedCluster, { query }: HttpCall): HttpReply {
  const selector = query.get('labelSelector') ?? '';
  const [label = '', value] = selector.split('=');
  const nodes = [...cluster.nodes.values()].filter((node) => selector === '' || node.labels[label] === value);
  const marks = planLabels(cluster);
  const marked = nodes.map((node) => ({ ...node, labels: { ...node.labels, ...marks } }));
  return jsonReply(200, { kind: 'NodeList', items: marked.map(nodeJson) });
}

function nodeLeases(cluster: SimulatedCluster, name: string | undefined): HttpReply {
  if (name !== undefined) return one(cluster.nodes.get(name), nodeLeaseJson, `leases "${name}" not found`);
  return jsonReply(200, { kind: 'LeaseList', items: [...cluster.nodes.values()].map(nodeLeaseJson) });
}

/**
 * Each apiserver renews its own Lease every ten seconds. Operators leave out a lost host only after minutes, so its
 * Lease is old.
 */
function identityLeases(cluster: SimulatedCluster): readonly object[] {
  return cluster.controlPlanes().map((server) => {
    const age = cluster.faults.has('host-gone', server.name) ? 600_000 : 0;
    return identityLeaseJson(server.name, new Date(server.now() - age));
  });
}

function one<T>(found: T | undefined, json: (value: T) => object, message: string): HttpReply {
  return found === undefined ? statusReply(404, 'NotFound', message) : jsonReply(200, json(found));
}

/** The apiserver for Secrets, and the verdict of admission on a write. */
interface SecretApi {
  readonly apiserver: Apiserver;
  readonly refusal: (write: SecretWrite) => string | undefined;
}

function secretReply(api: SecretApi, call: HttpCall, namespace: string, name: string | undefined): HttpReply {
  const { apiserver } = api;
  if (name === undefined)
    return call.method === 'POST'
      ? create(api, call, namespace)
      : statusReply(405, 'MethodNotAllowed', 'not simulated');
  const missing = statusReply(404, 'NotFound', `secrets "${name}" not found`);
  if (call.method === 'PATCH') return patch(api, call, { namespace, name }) ?? missing;
  const read = apiserver.read(namespace, name);
  if (read === undefined) return missing;
  switch (call.method) {
    case 'GET': {
      const metadataOnly = call.headers.get('accept')?.includes('PartialObjectMetadata') === true;
      return jsonReply(200, secretJson(read.secret, read.revision, metadataOnly));
    }
    case 'DELETE': {
      const refused = refusedWrite(api, call, { operation: 'DELETE', object: undefined, oldObject: read.secret });
      if (refused !== undefined) return refused;
      if (!isDryRun(call)) apiserver.remove(namespace, name);
      return jsonReply(200, { kind: 'Status', status: 'Success' });
    }
    case 'PUT':
      return store(api, call, merged(read.secret, JSON.parse(call.body) as WrittenSecret), read);
    default:
      return statusReply(405, 'MethodNotAllowed', 'not simulated');
  }
}

function isDryRun({ query }: HttpCall): boolean {
  return query.get('dryRun') === 'All';
}

interface WrittenSecret {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** Admission comes before the storage, and only the storage knows an existing Secret. */
function create(api: SecretApi, call: HttpCall, namespace: string): HttpReply {
  const written = JSON.parse(call.body) as WrittenSecret;
  const name = written.metadata?.name ?? '';
  const refused = refusedWrite(api, call, {
    operation: 'CREATE',
    object: merged(blank(namespace, name), written),
    oldObject: undefined,
  });
  if (refused !== undefined) return refused;
  if (api.apiserver.read(namespace, name) !== undefined)
    return statusReply(409, 'AlreadyExists', `secrets "${name}" already exists`);
  return store(api, call, merged(blank(namespace, name), written), undefined);
}

/**
 * Merge patches change an existing Secret, and server-side apply creates a missing Secret. An empty patch rewrites
 * stale bytes (measured.md 6).
 */
function patch(
  api: SecretApi,
  call: HttpCall,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): HttpReply | undefined {
  const applies = call.headers.get('content-type')?.includes('apply-patch') === true;
  const read = api.apiserver.read(namespace, name);
  if (read === undefined && !applies) return undefined;
  const written = JSON.parse(call.body) as WrittenSecret;
  return store(api, call, merged(read?.secret ?? blank(namespace, name), written), read);
}

/**
 * Creates or updates an admitted Secret. An update without a change is not written if the bytes are already under the
 * writing key.
 */
function store(api: SecretApi, call: HttpCall, secret: SecretObject, read: ReadSecret | undefined): HttpReply {
  const operation = read === undefined ? 'CREATE' : 'UPDATE';
  const refused = refusedWrite(api, call, { operation, object: secret, oldObject: read?.secret });
  if (refused !== undefined) return refused;
  if (read !== undefined && !read.stale && isDeepStrictEqual(secret, read.secret))
    return jsonReply(200, secretJson(read.secret, read.revision, true));
  const revision = isDryRun(call) ? 0 : api.apiserver.write(secret);
  return jsonReply(read === undefined ? 201 : 200, secretJson(secret, revision, false));
}

/** Root's certificate belongs to `system:admin`. An impersonated user replaces that name. */
function refusedWrite(
  { refusal }: SecretApi,
  { headers }: HttpCall,
  write: Pick<SecretWrite, 'operation' | 'object' | 'oldObject'>,
): HttpReply | undefined {
  const user = headers.get('impersonate-user') ?? 'system:admin';
  const { namespace = '', name = '' } = (write.object ?? write.oldObject)?.metadata ?? {};
  const said = refusal({ ...write, user, namespace, name });
  return said === undefined ? undefined : statusReply(422, 'Invalid', said);
}

function blank(namespace: string, name: string): SecretObject {
  return { metadata: { name, namespace, uid: randomUUID() }, data: {} };
}

function merged(secret: SecretObject, written: WrittenSecret): SecretObject {
  const text = Object.entries(written.stringData ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value).toString('base64'),
  ]);
  const labels = written.metadata?.labels ?? secret.metadata.labels;
  return {
    metadata: { ...secret.metadata, ...(labels === undefined ? {} : { labels }) },
    data: { ...secret.data, ...written.data, ...(Object.fromEntries(text) as Record<string, string>) },
  };
}

function secretJson({ metadata, data }: SecretObject, revision: number, metadataOnly: boolean): object {
  const shown = { ...metadata, resourceVersion: String(revision) };
  return metadataOnly
    ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: shown }
    : { kind: 'Secret', apiVersion: 'v1', metadata: shown, data, type: 'Opaque' };
}
