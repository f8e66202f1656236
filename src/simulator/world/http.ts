/** A request to a simulated apiserver or etcd. */
export interface HttpCall {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/** A Kubernetes Status, the form of an apiserver's errors. */
export function statusReply(status: number, reason: string, message: string): HttpReply {
  return {
    status,
    body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code: status }),
  };
}

export function jsonReply(status: number, body: object): HttpReply {
  return { status, body: JSON.stringify(body) };
}
