import { setTimeout as sleep } from 'node:timers/promises';

import type { LabAnswer, LabCluster, LabHost } from './cluster.ts';
import { atTestEnd } from './leftovers.ts';
import { readBack, SECRETS, valueIn, type ReadBack } from './read-back.ts';
import { SecretBook } from './secret-book.ts';

/** Fifteen a second are asked for, of updates and of reads through each apiserver: at least ten are promised, restarts of that apiserver counted in. */
const PERIOD_MS = 1_000 / 15;
/** What is created has to be rewritten and read back, and the longer that takes the more is created: few, and all through the run. */
const CREATES_PERIOD_MS = 1_000 / 3;
const FREEZE_POLICY = 'keyturn-freeze-secrets';
const KINDS = ['creates', 'updates', 'reads'] as const;
type Kind = (typeof KINDS)[number];

/** What writers and readers met, and what is left of what was acknowledged. */
export interface WritersReport extends ReadBack {
  readonly acknowledged: number;
  /** Answered as asked, a second: by apiserver, and by kind. */
  readonly perSecond: Readonly<Record<string, Readonly<Record<Kind, number>>>>;
  /** Kinds of which not one was answered as asked, as `s1 creates`. */
  readonly idle: readonly string[];
  /** Reads answered otherwise than with 200 and a value that is possible. */
  readonly failedReads: number;
  /** Writes answered otherwise than with success, or with a refusal by the freeze. */
  readonly failedWrites: number;
  readonly refusedByFreeze: Readonly<Record<string, number>>;
  /** Calls that no apiserver answered while the loops ran, by apiserver, and by kind: it was restarting. */
  readonly unanswered: Readonly<Record<string, Readonly<Record<Kind, number>>>>;
  /** Apiservers of which a call was left unanswered. */
  readonly silent: readonly string[];
  /** The first failures, in words. */
  readonly failures: readonly string[];
  /** Apiservers whose /readyz is not ok afterwards. */
  readonly notReady: readonly string[];
}

export interface LabWriters extends AsyncDisposable {
  /** Ends the loops; what they wrote is still to be read. */
  stop(): Promise<void>;
  /** Ends the loops and reads everything that was acknowledged through every apiserver. */
  end(): Promise<WritersReport>;
}

interface Seen {
  readonly answered: Record<string, Record<Kind, number>>;
  readonly unanswered: Record<string, Record<Kind, number>>;
  readonly refusedByFreeze: Record<string, number>;
  readonly failures: string[];
  failedReads: number;
  failedWrites: number;
}

/** Creates, updates and reads Secrets through every apiserver, in a loop for each, until it is ended. */
export function startWriters(cluster: LabCluster): LabWriters {
  const book = new SecretBook();
  const through = cluster.hosts.filter(({ controlPlane }) => controlPlane);
  const seen: Seen = {
    answered: forEach(through, none),
    unanswered: forEach(through, none),
    refusedByFreeze: forEach(through, () => 0),
    failures: [],
    failedReads: 0,
    failedWrites: 0,
  };
  const stopping = new AbortController();
  const began = performance.now();
  let seconds = 0;
  const loops = through.flatMap((host) => {
    const work = workOf(cluster, host, { book, seen });
    return KINDS.map((kind) => paced(stopping.signal, kind === 'creates' ? CREATES_PERIOD_MS : PERIOD_MS, work[kind]));
  });
  const stop = async (): Promise<void> => {
    if (!stopping.signal.aborted) seconds = (performance.now() - began) / 1_000;
    stopping.abort();
    await Promise.all(loops);
  };
  const writers: LabWriters = {
    stop,
    end: async () => {
      await stop();
      const after = await readBack(cluster, through, { book });
      const notReady: string[] = [];
      for (const host of through) {
        if ((await cluster.request(host, 'GET', '/readyz')).status !== 200) notReady.push(host.name);
      }
      const { answered, ...met } = seen;
      const silent = Object.entries(met.unanswered).flatMap(([host, counts]) =>
        KINDS.some((kind) => counts[kind] > 0) ? [host] : [],
      );
      return { acknowledged: book.size, ...rates(answered, seconds), ...met, silent, ...after, notReady };
    },
    [Symbol.asyncDispose]: stop,
  };
  atTestEnd(writers);
  return writers;
}

function none(): Record<Kind, number> {
  return { creates: 0, updates: 0, reads: 0 };
}

function forEach<T>(hosts: readonly LabHost[], make: () => T): Record<string, T> {
  return Object.fromEntries(hosts.map(({ name }) => [name, make()]));
}

function rates(
  answered: Seen['answered'],
  seconds: number,
): { readonly perSecond: WritersReport['perSecond']; readonly idle: readonly string[] } {
  const rate = (count: number): number => Math.round((10 * count) / seconds) / 10;
  return {
    perSecond: Object.fromEntries(
      Object.entries(answered).map(([host, { creates, updates, reads }]) => [
        host,
        { creates: rate(creates), updates: rate(updates), reads: rate(reads) },
      ]),
    ),
    idle: Object.entries(answered).flatMap(([host, counts]) =>
      KINDS.filter((kind) => counts[kind] === 0).map((kind) => `${host} ${kind}`),
    ),
  };
}

/** One call a period; a call that took longer than that is followed by the next at once, and what was missed is not made up for. */
async function paced(signal: AbortSignal, periodMs: number, work: () => Promise<void>): Promise<void> {
  for (let next = performance.now(); !signal.aborted; next = Math.max(next + periodMs, performance.now())) {
    await sleep(Math.max(0, next - performance.now()));
    await work();
  }
}

function workOf(
  cluster: LabCluster,
  host: LabHost,
  { book, seen }: { readonly book: SecretBook; readonly seen: Seen },
): Readonly<Record<Kind, () => Promise<void>>> {
  const own: string[] = [];
  const done = seen.answered[host.name] ?? none();
  const unanswered = seen.unanswered[host.name] ?? none();
  let [made, changed, looked] = [0, 0, 0];
  const send = (name: string, text: string, method: 'POST' | 'PUT'): Promise<LabAnswer> => {
    const data = { value: encoded(text) };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, data };
    return cluster.request(host, method, method === 'POST' ? SECRETS : `${SECRETS}/${name}`, secret);
  };
  const fail = (kind: Kind, { status, body }: LabAnswer): void => {
    if (seen.failures.length < 5) seen.failures.push(`${host.name} ${kind} ${String(status)}: ${body.slice(0, 300)}`);
  };
  const writeFailed = (kind: Kind, answer: LabAnswer): void => {
    if (isSilence(answer)) {
      unanswered[kind] += 1;
    } else if (answer.body.includes(FREEZE_POLICY)) {
      seen.refusedByFreeze[host.name] = (seen.refusedByFreeze[host.name] ?? 0) + 1;
    } else {
      seen.failedWrites += 1;
      fail(kind, answer);
    }
  };
  return {
    creates: async () => {
      const name = `${host.name}-${String((made += 1))}`;
      const text = `${name}-created`;
      const answer = await send(name, text, 'POST');
      if (answer.status !== 201) return writeFailed('creates', answer);
      book.created(name, encoded(text));
      own.push(name);
      done.creates += 1;
    },
    updates: async () => {
      changed += 1;
      const name = own[changed % own.length];
      const text = `${name ?? ''}-updated-${String(changed)}`;
      const update = name === undefined ? undefined : book.update(name, encoded(text));
      if (name === undefined || update === undefined) return;
      const answer = await send(name, text, 'PUT');
      if (answer.status === 200) {
        update.acknowledged();
        done.updates += 1;
        return;
      }
      // Without a connection nothing was sent: that Secret goes on being updated.
      if (answer.unsent === true || (answer.status >= 400 && answer.status < 500)) update.refused();
      else update.unclear();
      writeFailed('updates', answer);
    },
    // Another stride than the updates': what is read was written long ago, or just now.
    reads: async () => {
      looked += 7;
      const name = own[looked % own.length];
      if (name === undefined) return;
      const expected = book.expect(name);
      const answer = await cluster.request(host, 'GET', `${SECRETS}/${name}`);
      if (isSilence(answer)) {
        unanswered.reads += 1;
      } else if (answer.status === 200 && expected.accepts(valueIn(answer))) {
        done.reads += 1;
      } else {
        seen.failedReads += 1;
        fail('reads', answer);
      }
    },
  };
}

/** No apiserver answered: on K3s its supervisor, at the same port, says so while it starts. */
function isSilence({ status, body }: LabAnswer): boolean {
  return status === 0 || (status === 503 && body.includes('"apiserver not ready"'));
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
