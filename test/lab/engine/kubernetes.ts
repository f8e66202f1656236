import { APISERVER_PORT } from './paths.ts';
import { supervisorIdentity, agentOf, ask, type Answer } from './request.ts';

/** The Kubernetes API, through one apiserver or the first that answers. */
export interface Kubernetes {
  /** Rejects when no apiserver answers; any status is an answer. */
  request(method: string, path: string, body?: object, contentType?: string): Promise<Answer>;
  /** The body of a 2xx answer; rejects with the API's own message otherwise. */
  json(method: string, path: string, body?: object, contentType?: string): Promise<unknown>;
}

export const MERGE_PATCH = 'application/merge-patch+json';

export function connectKubernetes(addresses: readonly string[]): Kubernetes {
  const agent = agentOf(supervisorIdentity());
  const request: Kubernetes['request'] = async (method, path, body, contentType = 'application/json') => {
    let last: unknown = new Error('no apiserver');
    for (const address of addresses) {
      try {
        return await ask({
          url: `https://${address}:${String(APISERVER_PORT)}${path}`,
          agent,
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': contentType } }),
        });
      } catch (error) {
        last = error;
      }
    }
    throw last;
  };
  return {
    request,
    json: async (...question) => {
      const answer = await request(...question);
      if (answer.status >= 200 && answer.status <= 299) return JSON.parse(answer.body) as unknown;
      throw new Error(messageOf(answer));
    },
  };
}

/** The message of a Status, or the body itself. */
export function messageOf({ body }: Answer): string {
  try {
    return (JSON.parse(body) as { readonly message?: string }).message ?? body;
  } catch {
    return body.trim();
  }
}
