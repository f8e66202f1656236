import { jsonReply, statusReply, type HttpCall, type HttpReply } from './http.ts';
import type { SimulatedCluster } from './cluster.ts';

/** Namespaces of a cluster, and of what its operators installed. */
const NAMESPACES = [
  'cattle-system',
  'cert-manager',
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'payments',
];

/** Namespaces that RKE2 closes with a CIS profile, and those whose default account it restricts. */
const POLICED = ['default', 'kube-public', 'kube-system'];

/** Exempt from Pod Security on a hardened cluster. */
const EXEMPT = ['kube-system'];

/** Answers about namespaces, network policies, default ServiceAccounts and pods. `undefined` for another path. */
export function workloadsReply(cluster: SimulatedCluster, call: HttpCall): HttpReply | undefined {
  const { path, method } = call;
  const pods = /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(path)?.[1];
  if (pods !== undefined && method === 'POST') return tryPod(cluster, call, pods);
  if (method !== 'GET') return undefined;
  switch (path) {
    case '/api/v1/namespaces':
      return jsonReply(200, { items: NAMESPACES.map((name) => ({ metadata: { name, labels: labelsOf(name) } })) });
    case '/apis/networking.k8s.io/v1/networkpolicies':
      return jsonReply(200, {
        items: (cluster.hardened ? POLICED : []).map((namespace) => ({
          metadata: { name: 'default-network-policy', namespace },
        })),
      });
    case '/api/v1/serviceaccounts':
      return jsonReply(200, {
        items: NAMESPACES.map((namespace) => ({
          metadata: { name: 'default', namespace },
          ...(cluster.hardened ? { automountServiceAccountToken: false } : {}),
        })),
      });
    default:
      return undefined;
  }
}

function labelsOf(name: string): object {
  return { 'kubernetes.io/metadata.name': name };
}

interface WrittenPod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly containers: readonly { readonly securityContext?: { readonly privileged?: boolean } }[] };
}

/** Only dry runs are simulated, because no pod ever runs here. */
function tryPod(cluster: SimulatedCluster, { query, body }: HttpCall, namespace: string): HttpReply {
  if (query.get('dryRun') !== 'All') return statusReply(405, 'MethodNotAllowed', 'not simulated');
  const pod = JSON.parse(body) as WrittenPod;
  const isPrivileged = pod.spec.containers.some(({ securityContext }) => securityContext?.privileged === true);
  if (!isPrivileged || !cluster.hardened || EXEMPT.includes(namespace)) return jsonReply(201, pod);
  return statusReply(
    403,
    'Forbidden',
    `pods "${pod.metadata.name}" is forbidden: violates PodSecurity "restricted:latest": privileged (container "tried" must not set securityContext.privileged=true), allowPrivilegeEscalation != false (container "tried" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "tried" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "tried" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "tried" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
  );
}
