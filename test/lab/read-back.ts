import { setTimeout as sleep } from 'node:timers/promises';

import type { LabCluster } from './cluster.ts';
import type { Answer } from './engine/request.ts';
import type { HostPlan } from './layout.ts';
import type { SecretBook } from './secret-book.ts';

/** Where the writers' Secrets are. */
export const SECRETS = '/api/v1/namespaces/default/secrets';
const CHECKS_AT_ONCE = 20;

/** What is left of what was acknowledged. */
export interface ReadBack {
  /** Acknowledged Secrets that at least one apiserver does not give with a value that is possible. */
  readonly lost: number;
  /** How many of them each apiserver does not give. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Apiservers that gave no answer to some reads however often they were asked, as `s1 12`: of these Secrets nothing is known. */
  readonly neverAnswered: readonly string[];
}

/** How long silence is borne. One apiserver at a time may still be starting. */
export interface Patience {
  /** For one apiserver in all: a silent one would be asked for every Secret anew. */
  readonly retries: number;
  readonly pauseMs: number;
}

const PATIENCE: Patience = { retries: 60 * CHECKS_AT_ONCE, pauseMs: 1_000 };

/** Reads every Secret of the book through every apiserver. Only an answer tells that one is lost. */
export async function readBack(
  { request }: Pick<LabCluster, 'request'>,
  through: readonly HostPlan[],
  { book, patience = PATIENCE }: { readonly book: SecretBook; readonly patience?: Patience },
): Promise<ReadBack> {
  const lost = new Set<string>();
  const unreadable: Record<string, number> = {};
  const neverAnswered: string[] = [];
  for (const host of through) {
    let { retries } = patience;
    const read = async (name: string): Promise<Answer> => {
      for (;;) {
        const answer = await request(host, 'GET', `${SECRETS}/${name}`);
        if (answer.status !== 0 || retries === 0) return answer;
        retries -= 1;
        await sleep(patience.pauseMs);
      }
    };
    const { wrong, silent } = await check(book, read);
    for (const name of wrong) lost.add(name);
    unreadable[host.name] = wrong.length;
    if (silent > 0) neverAnswered.push(`${host.name} ${String(silent)}`);
  }
  return { lost: lost.size, unreadable, neverAnswered };
}

async function check(
  book: SecretBook,
  read: (name: string) => Promise<Answer>,
): Promise<{ readonly wrong: readonly string[]; readonly silent: number }> {
  const wrong: string[] = [];
  let silent = 0;
  const { names } = book;
  for (let from = 0; from < names.length; from += CHECKS_AT_ONCE) {
    await Promise.all(
      names.slice(from, from + CHECKS_AT_ONCE).map(async (name) => {
        const expected = book.expect(name);
        const answer = await read(name);
        if (answer.status === 0) silent += 1;
        else if (answer.status !== 200 || !expected.accepts(valueIn(answer))) wrong.push(name);
      }),
    );
  }
  return { wrong, silent };
}

/** The value of a Secret in an answer, as it was sent: in base64. */
export function valueIn({ body }: Answer): string {
  return (JSON.parse(body) as { readonly data?: { readonly value?: string } }).data?.value ?? '';
}
