import { jsonReply, statusReply, type HttpCall, type HttpReply } from './http.ts';
import type { LeaseObject } from './objects.ts';

/** Leases of kube-system, with the conflicts of optimistic locking. */
export function leaseReply(
  leases: Map<string, LeaseObject>,
  call: HttpCall & { readonly name: string | undefined; readonly nowRevision: string },
): HttpReply {
  const { method, name, nowRevision } = call;
  const written = call.body === '' ? {} : (JSON.parse(call.body) as { metadata?: Record<string, unknown> });
  const given = written.metadata?.['name'];
  const wanted = name ?? (typeof given === 'string' ? given : '');
  const current = leases.get(wanted);
  const missing = statusReply(404, 'NotFound', `leases.coordination.k8s.io "${wanted}" not found`);
  const put = (status: number): HttpReply => {
    const body = { ...written, metadata: { ...written.metadata, resourceVersion: nowRevision } };
    leases.set(wanted, { body, resourceVersion: nowRevision });
    return jsonReply(status, body);
  };
  switch (method) {
    case 'GET':
      return current === undefined ? missing : jsonReply(200, current.body);
    case 'POST':
      return current === undefined
        ? put(201)
        : statusReply(409, 'AlreadyExists', `leases.coordination.k8s.io "${wanted}" already exists`);
    case 'PUT':
      if (current === undefined) return missing;
      if (written.metadata?.['resourceVersion'] !== current.resourceVersion) {
        return statusReply(
          409,
          'Conflict',
          'the object has been modified; please apply your changes to the latest version and try again',
        );
      }
      return put(200);
    case 'DELETE':
      return leases.delete(wanted) ? jsonReply(200, { kind: 'Status', status: 'Success' }) : missing;
    default:
      return statusReply(405, 'MethodNotAllowed', 'not simulated');
  }
}
