import { randomBytes } from 'node:crypto';

import type { SimulatedCluster } from './cluster.ts';
import { answerKubernetes } from './kubernetes-api.ts';
import type { SimulatedServer } from './server.ts';

/** The fate of the acknowledged writes. */
export interface WritersReport {
  /** Answers 201 and 200 to writes. */
  readonly acknowledged: number;
  /** Acknowledged Secrets whose last value some running apiserver cannot return. */
  readonly lost: number;
  /** Names of all lost Secrets, as `namespace/name`, in the order of their first writes. */
  readonly lostSecrets: readonly string[];
  /** Reads answered 5xx while the writers ran. */
  readonly readErrors: number;
}

export interface Writers {
  report(): WritersReport;
  /** Ends the loops, reads every acknowledged Secret through every running apiserver, and reports the lost Secrets. */
  stopAndCheck(): Promise<WritersReport>;
}

const NAMESPACE = 'writers';
/** Old Secrets are sometimes updated again, because an update must survive a rotation as well. */
const UPDATE_EVERY = 3;

/**
 * Runs a loop for each apiserver. The loop creates, updates and reads Secrets `perSecond` times a second, in any state
 * of the cluster.
 */
export function startWriters(cluster: SimulatedCluster, options: { readonly perSecond: number }): Writers {
  const values = new Map<string, string>();
  const counts = { acknowledged: 0, readErrors: 0 };
  let round = 0;
  const timer = setInterval(() => {
    round += 1;
    for (const server of cluster.controlPlanes()) writeAndRead(cluster, server, { values, counts, round });
  }, 1_000 / options.perSecond);
  const report = (): WritersReport => {
    const lostSecrets = lostOf(cluster, values);
    return { ...counts, lost: lostSecrets.length, lostSecrets };
  };
  return {
    report,
    stopAndCheck: async () => {
      clearInterval(timer);
      return report();
    },
  };
}

interface WriterState {
  readonly values: Map<string, string>;
  readonly counts: { acknowledged: number; readErrors: number };
  readonly round: number;
}

function writeAndRead(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  { values, counts, round }: WriterState,
): void {
  const fresh = `${server.name}-${round}`;
  const known = [...values.keys()];
  const old = known[Math.floor(Math.random() * known.length)];
  const name = round % UPDATE_EVERY === 0 && old !== undefined ? old : fresh;
  const value = randomBytes(8).toString('hex');
  const written = request(cluster, server, {
    method: 'PATCH',
    name,
    body: JSON.stringify({ metadata: { name }, stringData: { value } }),
  });
  if (written === 200 || written === 201) {
    counts.acknowledged += 1;
    values.set(name, value);
  }
  const read = known[(round * 7) % Math.max(known.length, 1)];
  if (read !== undefined && request(cluster, server, { method: 'GET', name: read, body: '' }) >= 500)
    counts.readErrors += 1;
}

/** Status of a request, or 0 if the apiserver is not running. */
function request(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  call: { readonly method: string; readonly name: string; readonly body: string },
): number {
  return send(cluster, server, call)?.status ?? 0;
}

function send(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  { method, name, body }: { readonly method: string; readonly name: string; readonly body: string },
) {
  if (server.apiserver?.running !== true) return undefined;
  return answerKubernetes(cluster, server.name, server.apiserver, {
    method,
    path: `/api/v1/namespaces/${NAMESPACE}/secrets/${name}`,
    query: new URLSearchParams(),
    headers: new Map([['content-type', 'application/apply-patch+yaml']]),
    body,
  });
}

/** A stopped apiserver cannot be checked. If all apiservers are stopped, every Secret counts as lost. */
function lostOf(cluster: SimulatedCluster, values: ReadonlyMap<string, string>): readonly string[] {
  const running = cluster.controlPlanes().filter(({ apiserver }) => apiserver?.running === true);
  const lost: string[] = [];
  for (const [name, value] of values) {
    const isEverywhere = running.every((server) => valueThrough(cluster, server, name) === value);
    if (running.length === 0 || !isEverywhere) lost.push(`${NAMESPACE}/${name}`);
  }
  return lost;
}

function valueThrough(cluster: SimulatedCluster, server: SimulatedServer, name: string): string | undefined {
  const reply = send(cluster, server, { method: 'GET', name, body: '' });
  if (reply?.status !== 200) return undefined;
  const { data } = JSON.parse(reply.body) as { data: Readonly<Record<string, string>> };
  return Buffer.from(data['value'] ?? '', 'base64').toString();
}
