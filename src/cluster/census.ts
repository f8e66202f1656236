import type { StepContext } from '../model/clock.ts';
import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { Census } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { KEY_NAMES, SECRET_NAMES_BYTES, type Exceeded } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { SECRETS_RANGE, secretNameOf, storedUnder, type SecretName } from './key-prefix.ts';
import type { RangeEntry } from './range-page.ts';
import { readRange } from './range.ts';
import type { DatastoreTarget } from './target.ts';
import { walkSecrets } from './walk-secrets.ts';

/** The counts, and some of the Secrets not under the active key. */
export interface CensusReport {
  readonly census: Census;
  /** Exact for any `maxNames`. */
  readonly stragglerCount: number;
  /** At most `maxNames` Secrets. */
  readonly stragglers: readonly SecretName[];
}

export interface CensusOptions {
  readonly knownKeys: readonly KeyName[];
  /** The key expected for every Secret. */
  readonly activeKey: KeyName;
  readonly maxNames: number;
}

/**
 * Counts all Secrets per key name, at one revision of the datastore, page by page. Memory does not grow with the number
 * of Secrets. A count is never silently wrong. Fails with `http-error` when the datastore does not answer or the count
 * does not add up.
 */
export async function takeCensus(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
  options: CensusOptions,
): Promise<Answer<CensusReport>> {
  let counter = createCounter(options);
  const walked = await walkSecrets(context, runner, target, {
    keysOnly: false,
    onStart: () => {
      counter = createCounter(options);
    },
    onEntry: (entry) => counter.add(entry),
  });
  return walked.ok ? success(counter.report(walked.value)) : walked;
}

/** The number of Secrets now, from one short answer however many Secrets exist. */
export async function countSecrets(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
): Promise<Answer<number>> {
  const question = { ...SECRETS_RANGE, limit: 1, revision: undefined, keysOnly: true };
  const page = await readRange(context, runner, target, question);
  return page.ok ? success(page.value.count) : page;
}

/** Names of all Secrets, without values. Fails with `answer-out-of-bounds` for more names than memory should hold. */
export async function listSecretNames(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
): Promise<Answer<readonly SecretName[]>> {
  let names: SecretName[] = [];
  let bytes = 0;
  const walked = await walkSecrets(context, runner, target, {
    keysOnly: true,
    onStart: () => {
      names = [];
      bytes = 0;
    },
    onEntry: ({ key }) => {
      bytes += key.length;
      if (bytes > SECRET_NAMES_BYTES) return { bound: 'bytes', limit: SECRET_NAMES_BYTES };
      names.push(secretNameOf(key));
      return undefined;
    },
  });
  return walked.ok ? success(names) : walked;
}

function createCounter(options: CensusOptions) {
  const byKey = new Map<string, number>();
  const stragglers: SecretName[] = [];
  const counts = { total: 0, plaintext: 0, unknown: 0, stragglers: 0 };
  return {
    add: ({ key, value }: RangeEntry): Exceeded | undefined => {
      const under = storedUnder(value, options.knownKeys);
      counts.total += 1;
      if (typeof under === 'string') counts[under] += 1;
      else byKey.set(keyLabel(under), (byKey.get(keyLabel(under)) ?? 0) + 1);
      if (byKey.size > KEY_NAMES) return { bound: 'key-names', limit: KEY_NAMES };
      if (typeof under !== 'string' && keyLabel(under) === keyLabel(options.activeKey)) return undefined;
      counts.stragglers += 1;
      if (stragglers.length < options.maxNames) stragglers.push(secretNameOf(key));
      return undefined;
    },
    report: (revision: string): CensusReport => ({
      census: {
        revision,
        total: counts.total,
        byKey: Object.fromEntries(byKey),
        plaintext: counts.plaintext,
        unknown: counts.unknown,
      },
      stragglerCount: counts.stragglers,
      stragglers,
    }),
  };
}
