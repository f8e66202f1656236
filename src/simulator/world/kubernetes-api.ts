import { randomUUID } from 'node:crypto';

import type { Apiserver } from './apiserver.ts';
import { NoQuorum } from './etcd.ts';
import { jsonReply, statusReply, type HttpCall, type HttpReply } from './http.ts';
import { leaseReply } from './lease-api.ts';
import { metricsText } from './metrics.ts';
import { nodeJson, nodeLeaseJson } from './node-json.ts';
import type { SecretObject } from './objects.ts';
import type { World } from './world.ts';

/** One request to one server's apiserver. */
export function answerKubernetes(world: World, server: string, apiserver: Apiserver, call: HttpCall): HttpReply {
  try {
    return route(world, server, apiserver, call);
  } catch (error) {
    if (error instanceof NoQuorum) return statusReply(500, 'InternalError', error.message);
    const message = error instanceof Error ? error.message : String(error);
    return statusReply(500, 'InternalError', `Internal error occurred: ${message}`);
  }
}

function route(world: World, server: string, apiserver: Apiserver, call: HttpCall): HttpReply {
  const { path, method } = call;
  if (path === '/readyz')
    return apiserver.ready
      ? { status: 200, body: 'ok' }
      : { status: 500, body: '[-]informer-sync failed: reason withheld\nreadyz check failed' };
  if (path === '/metrics') return { status: 200, body: metricsText(apiserver, world.faults.has('no-reload-metric')) };
  if (path === '/version') return jsonReply(200, { gitVersion: world.server(server).version });
  // Objects are read from etcd, never from a cache: nobody asks for resourceVersion=0.
  world.etcd.assertQuorum();
  if (path === '/api/v1/nodes') return nodeList(world, call);
  const node = /^\/api\/v1\/nodes\/([^/]+)$/.exec(path)?.[1];
  if (node !== undefined) return one(world.nodes.get(node), nodeJson, `nodes "${node}" not found`);
  const leases = /^\/apis\/coordination\.k8s\.io\/v1\/namespaces\/([^/]+)\/leases(?:\/([^/]+))?$/.exec(path);
  if (leases?.[1] === 'kube-node-lease') return nodeLeases(world, leases[2]);
  if (leases !== null) return leaseReply(world.leases, { ...call, name: leases[2], nowRevision: world.nextRevision() });
  const secret = /^\/api\/v1\/namespaces\/([^/]+)\/secrets(?:\/([^/]+))?$/.exec(path);
  if (secret !== null) {
    const [, namespace = '', name] = secret;
    return refusedWrite(world, server, call, { namespace, name }) ?? secretReply(apiserver, call, namespace, name);
  }
  if (path === '/api/v1/secrets' && method === 'GET')
    return jsonReply(200, { kind: 'SecretList', items: apiserver.list().items.map(({ secret }) => secret) });
  const policy = world.admission.reply(call);
  if (policy !== undefined) return policy;
  if (/^\/apis\/admissionregistration\.k8s\.io\/v1\/(?:validating|mutating)webhookconfigurations$/.test(path))
    return jsonReply(200, { items: [] });
  return statusReply(404, 'NotFound', 'the server could not find the requested resource');
}

/** Root's certificate is that of `system:admin`; whoever is impersonated counts instead. */
function refusedWrite(
  world: World,
  server: string,
  { method, headers, body }: HttpCall,
  target: { readonly namespace: string; readonly name: string | undefined },
): HttpReply | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const user = headers.get('impersonate-user') ?? 'system:admin';
  const name = target.name ?? (JSON.parse(body) as WrittenSecret).metadata?.name ?? '';
  const refusal = world.admission.refusal(server, { user, namespace: target.namespace, name });
  return refusal === undefined ? undefined : statusReply(422, 'Invalid', refusal);
}

function nodeList(world: World, { query }: HttpCall): HttpReply {
  const selector = query.get('labelSelector') ?? '';
  const [label = '', value] = selector.split('=');
  const nodes = [...world.nodes.values()].filter((node) => selector === '' || node.labels[label] === value);
  return jsonReply(200, { kind: 'NodeList', items: nodes.map(nodeJson) });
}

function nodeLeases(world: World, name: string | undefined): HttpReply {
  if (name !== undefined) return one(world.nodes.get(name), nodeLeaseJson, `leases "${name}" not found`);
  return jsonReply(200, { kind: 'LeaseList', items: [...world.nodes.values()].map(nodeLeaseJson) });
}

function one<T>(found: T | undefined, json: (value: T) => object, message: string): HttpReply {
  return found === undefined ? statusReply(404, 'NotFound', message) : jsonReply(200, json(found));
}

function secretReply(apiserver: Apiserver, call: HttpCall, namespace: string, name: string | undefined): HttpReply {
  const dryRun = call.query.get('dryRun') === 'All';
  if (name === undefined)
    return call.method === 'POST'
      ? create(apiserver, call, namespace, dryRun)
      : statusReply(405, 'MethodNotAllowed', 'not simulated');
  const missing = statusReply(404, 'NotFound', `secrets "${name}" not found`);
  switch (call.method) {
    case 'GET': {
      const read = apiserver.read(namespace, name);
      if (read === undefined) return missing;
      const metadataOnly = call.headers.get('accept')?.includes('PartialObjectMetadata') === true;
      return jsonReply(200, secretJson(read.secret, read.revision, metadataOnly));
    }
    case 'DELETE':
      return apiserver.remove(namespace, name) ? jsonReply(200, { kind: 'Status', status: 'Success' }) : missing;
    case 'PATCH':
      return patch(apiserver, call, { namespace, name, dryRun }) ?? missing;
    case 'PUT': {
      const read = apiserver.read(namespace, name);
      if (read === undefined) return missing;
      return store(apiserver, merged(read.secret, JSON.parse(call.body) as WrittenSecret), 200, dryRun);
    }
    default:
      return statusReply(405, 'MethodNotAllowed', 'not simulated');
  }
}

interface WrittenSecret {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

function create(apiserver: Apiserver, { body }: HttpCall, namespace: string, dryRun: boolean): HttpReply {
  const written = JSON.parse(body) as WrittenSecret;
  const name = written.metadata?.name ?? '';
  if (apiserver.read(namespace, name) !== undefined)
    return statusReply(409, 'AlreadyExists', `secrets "${name}" already exists`);
  return store(apiserver, merged(blank(namespace, name), written), 201, dryRun);
}

/** Merge patches of what is there; server-side apply creates what is not. An empty patch rewrites stale bytes (measured.md 6). */
function patch(
  apiserver: Apiserver,
  call: HttpCall,
  target: { readonly namespace: string; readonly name: string; readonly dryRun: boolean },
): HttpReply | undefined {
  const { namespace, name, dryRun } = target;
  const applies = call.headers.get('content-type')?.includes('apply-patch') === true;
  const read = apiserver.read(namespace, name);
  if (read === undefined && !applies) return undefined;
  const written = JSON.parse(call.body) as WrittenSecret;
  const secret = merged(read?.secret ?? blank(namespace, name), written);
  const unchanged = read !== undefined && JSON.stringify(secret) === JSON.stringify(read.secret);
  if (unchanged && !read.stale) return jsonReply(200, secretJson(read.secret, read.revision, true));
  return store(apiserver, secret, read === undefined ? 201 : 200, dryRun);
}

function store(apiserver: Apiserver, secret: SecretObject, status: number, dryRun: boolean): HttpReply {
  return jsonReply(status, secretJson(secret, dryRun ? 0 : apiserver.write(secret), false));
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
