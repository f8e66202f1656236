import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { TriedUpdates } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { sampleEvenly } from './read-back.ts';
import type { Runner } from '../remote/runner.ts';
import { requestEachTwice, type Batch } from './curl-batch.ts';
import { asEngine } from './apiserver.ts';
import { someNames, type SecretName } from './key-prefix.ts';
import type { ApiserverTarget } from './target.ts';

/** How many Secrets are tried. `all` is limited to the number that a rewrite can process at all (measured.md 8). */
export type TriedAmount = 'sample' | 'all';
/**
 * A few seconds of work for an apiserver. Admission rules depend on namespace and label much more often than on the
 * name.
 */
const MOST: Readonly<Record<TriedAmount, number>> = { sample: 100, all: 20_000 };

/** An empty patch, admitted or refused like the engine's rewrite, which stores nothing (measured.md 6). */
function dryRun(distribution: Distribution): Batch {
  return {
    name: 'try updates of Secrets',
    method: 'PATCH',
    query: 'dryRun=All',
    headers: ['Content-Type: application/merge-patch+json', ...asEngine(distribution)],
    body: '{}',
    parallel: 8,
    mutates: false,
  };
}

/**
 * Tries to update Secrets without a change, as the engine, in a dry run (failures.md 7.1, 11; B5). A sample includes as
 * many namespaces as fit. `all` is for `rotate-keys`, which cannot be repeated after a refused Secret. A rewrite would
 * stop at a `refused` Secret. `untold` Secrets gave no answer, for example because of a webhook without support for dry
 * runs.
 */
export async function tryUpdates(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  input: {
    readonly secrets: readonly SecretName[];
    readonly distribution: Distribution;
    readonly amount: TriedAmount;
  },
): Promise<Answer<TriedUpdates>> {
  const sample = sampleOf(input.secrets, MOST[input.amount]);
  const answered = await requestEachTwice(context, { runner, target }, sample, { batch: dryRun(input.distribution) });
  if (!answered.ok) return answered;
  const refused = answered.value.filter(({ status }) => judge(status) === 'refused').map(({ secret }) => secret);
  const untold = answered.value.filter(({ status }) => judge(status) === 'untold').length;
  return success({ tried: sample.length, refused: refused.length, names: someNames(refused), untold });
}

/** A conflict and a deleted Secret count as admitted, because the engine skips both. */
function judge(status: number): 'admitted' | 'refused' | 'untold' {
  if ((status >= 200 && status <= 299) || status === 404 || status === 409) return 'admitted';
  const isUntold = status === 0 || status === 400 || status === 429 || (status >= 502 && status <= 504);
  return isUntold ? 'untold' : 'refused';
}

/** One Secret of each namespace first, then an even spread over all. */
function sampleOf(secrets: readonly SecretName[], most: number): readonly SecretName[] {
  const firstOfEach = [...new Map(secrets.toReversed().map((secret) => [secret.namespace, secret])).values()];
  const sample = new Set([...sampleEvenly(firstOfEach, most), ...sampleEvenly(secrets, most)]);
  return [...sample].slice(0, most);
}
