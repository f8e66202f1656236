import { setTimeout as sleep } from 'node:timers/promises';

import type { LabCluster, LabHost } from './cluster.ts';

const PAUSE_MS = 60;
const CHECKS_AT_ONCE = 20;
const SECRETS = '/api/v1/namespaces/default/secrets';

/** What writers and readers met, and what is left of what was acknowledged. */
export interface WritersReport {
  readonly acknowledged: number;
  /** Answers of 5xx to reads and to writes. */
  readonly failedReads: number;
  readonly failedWrites: number;
  /** Nobody answered: that apiserver was restarting. */
  readonly unanswered: number;
  /** Acknowledged Secrets that cannot be read with their value, by the apiserver that was asked. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Apiservers whose /readyz is not ok afterwards. */
  readonly notReady: readonly string[];
}

export interface LabWriters {
  /** Ends the loops; what they wrote is still to be read. */
  stop(): Promise<void>;
  /** Ends the loops and reads everything that was acknowledged through every apiserver. */
  end(): Promise<WritersReport>;
}

/** Creates, updates and reads Secrets through every apiserver, more than ten times a second each, until it is ended. */
export function startWriters(cluster: LabCluster): LabWriters {
  const acknowledged = new Map<string, string>();
  const seen = { failedReads: 0, failedWrites: 0, unanswered: 0 };
  const through = cluster.hosts.filter(({ controlPlane }) => controlPlane);
  const stopping = new AbortController();
  const loops = through.map((host) => write(cluster, host, { acknowledged, seen, signal: stopping.signal }));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all(loops);
  };
  return {
    stop,
    end: async () => {
      await stop();
      const unreadable: Record<string, number> = {};
      const notReady: string[] = [];
      for (const host of through) {
        unreadable[host.name] = await countUnreadable(cluster, host, acknowledged);
        if ((await cluster.request(host, 'GET', '/readyz')).status !== 200) notReady.push(host.name);
      }
      return { acknowledged: acknowledged.size, ...seen, unreadable, notReady };
    },
  };
}

interface Book {
  readonly acknowledged: Map<string, string>;
  readonly seen: { failedReads: number; failedWrites: number; unanswered: number };
  readonly signal: AbortSignal;
}

async function write(cluster: LabCluster, host: LabHost, { acknowledged, seen, signal }: Book): Promise<void> {
  const own: string[] = [];
  for (let round = 0; !signal.aborted; round += 1) {
    const name = `${host.name}-${round}`;
    const old = round % 3 === 0 ? own.at(-1) : undefined;
    await put(`${name}-created`, name, 'POST', SECRETS);
    if (old !== undefined) await put(`${old}-updated-${round}`, old, 'PUT', `${SECRETS}/${old}`);
    const read = own[Math.floor(own.length / 2)];
    if (read !== undefined) {
      const { status } = await cluster.request(host, 'GET', `${SECRETS}/${read}`);
      if (status === 0) seen.unanswered += 1;
      else if (status >= 500) seen.failedReads += 1;
    }
    await sleep(PAUSE_MS);
  }

  async function put(text: string, name: string, method: 'POST' | 'PUT', path: string): Promise<void> {
    const value = Buffer.from(text).toString('base64');
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, data: { value } };
    const { status } = await cluster.request(host, method, path, secret);
    if (status === 200 || status === 201) {
      acknowledged.set(name, value);
      if (method === 'POST') own.push(name);
      return;
    }
    if (status === 0) seen.unanswered += 1;
    else seen.failedWrites += 1;
    // An update without an answer may have happened or not: neither value can be asked for.
    if (method === 'PUT') {
      acknowledged.delete(name);
      own.splice(own.indexOf(name), 1);
    }
  }
}

async function countUnreadable(
  cluster: LabCluster,
  host: LabHost,
  acknowledged: ReadonlyMap<string, string>,
): Promise<number> {
  const secrets = [...acknowledged];
  let unreadable = 0;
  for (let from = 0; from < secrets.length; from += CHECKS_AT_ONCE) {
    const page = secrets.slice(from, from + CHECKS_AT_ONCE);
    const kept = await Promise.all(
      page.map(async ([name, value]) => {
        const { status, body } = await cluster.request(host, 'GET', `${SECRETS}/${name}`);
        return status === 200 && body.includes(`"value":"${value}"`);
      }),
    );
    unreadable += kept.filter((one) => !one).length;
  }
  return unreadable;
}
