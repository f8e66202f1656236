import type { StepContext } from '../model/clock.ts';
import type { KeyName } from '../model/encryption.ts';
import type { Census } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { readRange, type RangeEntry } from './etcd-range.ts';
import { SECRETS_RANGE, secretNameOf, storedUnder, type SecretName } from './key-prefix.ts';
import type { EtcdTarget } from './target.ts';

/** What was counted, and some of the Secrets that are not under the active key. */
export interface CensusReport {
  readonly census: Census;
  /** Exact, whatever `maxNames` was. */
  readonly stragglerCount: number;
  /** At most `maxNames` of them. */
  readonly stragglers: readonly SecretName[];
}

export interface CensusOptions {
  readonly knownKeys: readonly KeyName[];
  /** The key under which every Secret should be. */
  readonly activeKey: KeyName;
  readonly maxNames: number;
}

const PAGE = 1_000;
/** A census restarts when etcd compacts its revision away meanwhile: every five minutes at most. */
const MOST_RESTARTS = 3;

/**
 * Counts all Secrets per key name, at one revision of etcd, page by page: memory does not grow with their number.
 * Fails with `http-error` when etcd does not answer or the count does not add up: it never miscounts silently.
 */
export async function takeCensus(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
  options: CensusOptions,
): Promise<Result<CensusReport>> {
  let last: Result<CensusReport> = failed({ kind: 'connection-lost', server: runner.server, command: 'etcd range' });
  for (let attempt = 0; attempt < MOST_RESTARTS; attempt += 1) {
    const counter = createCounter(options);
    const walked = await walkSecrets(context, runner, target, { keysOnly: false, onEntry: counter.add });
    last = walked.ok ? success(counter.report(walked.value)) : walked;
    if (last.ok || !isCompacted(last.failure)) return last;
  }
  return last;
}

/** Names of all Secrets, without their values. */
export async function listSecretNames(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
): Promise<Result<readonly SecretName[]>> {
  const names: SecretName[] = [];
  const onEntry = ({ key }: RangeEntry) => names.push(secretNameOf(key));
  const walked = await walkSecrets(context, runner, target, { keysOnly: true, onEntry });
  return walked.ok ? success(names) : walked;
}

/** Goes through all Secrets at one revision, which is the answer. */
async function walkSecrets(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
  options: { readonly keysOnly: boolean; readonly onEntry: (entry: RangeEntry) => void },
): Promise<Result<string>> {
  let from: string = SECRETS_RANGE.from;
  let revision: string | undefined;
  let expected = 0;
  let seen = 0;
  for (;;) {
    const page = await readRange(context, runner, target, { from, limit: PAGE, revision, keysOnly: options.keysOnly });
    if (!page.ok) return page;
    const { entries, more, count } = page.value;
    // etcd answers with the newest revision in its header; the first page fixes the one that is read.
    revision ??= page.value.revision;
    if (seen === 0) expected = count;
    entries.forEach(options.onEntry);
    seen += entries.length;
    const last = entries.at(-1);
    if (!more || last === undefined) break;
    from = `${Buffer.from(last.key, 'base64').toString()}\0`;
  }
  if (seen === expected) return success(revision);
  const message = `counted=${seen} expected=${expected}`;
  return failed({ kind: 'http-error', server: runner.server, request: 'etcd range', status: 0, message });
}

function createCounter(options: CensusOptions) {
  const byKey = new Map<string, number>();
  const stragglers: SecretName[] = [];
  const counts = { total: 0, plaintext: 0, unknown: 0, stragglers: 0 };
  return {
    add: ({ key, value }: RangeEntry): void => {
      const under = storedUnder(value, options.knownKeys);
      counts.total += 1;
      if (typeof under === 'string') counts[under] += 1;
      else byKey.set(labelOf(under), (byKey.get(labelOf(under)) ?? 0) + 1);
      if (typeof under !== 'string' && labelOf(under) === labelOf(options.activeKey)) return;
      counts.stragglers += 1;
      if (stragglers.length < options.maxNames) stragglers.push(secretNameOf(key));
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

function labelOf({ provider, name }: KeyName): string {
  return `${provider}/${name}`;
}

function isCompacted(failure: { readonly kind: string; readonly message?: unknown }): boolean {
  return failure.kind === 'http-error' && String(failure.message).includes('compacted');
}
