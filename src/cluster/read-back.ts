import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { requestEachTwice, type Batch } from './curl-batch.ts';
import { httpError } from './http-error.ts';
import type { SecretName } from './key-prefix.ts';
import type { ApiserverTarget } from './target.ts';

const METADATA_ONLY: Batch = {
  name: 'read Secrets back',
  method: 'GET',
  headers: ['Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'],
  parallel: 20,
  mutates: false,
};

/** No answer, too many requests, not ready. */
const UNANSWERED = new Set([0, 429, 502, 503, 504]);

/** The Secrets readable through one apiserver. */
export interface ReadBack {
  readonly read: number;
  readonly unreadable: readonly SecretName[];
}

/**
 * Reads Secrets one by one through one apiserver, which decrypts each Secret. No value leaves the server (measured.md
 * 5). A Secret deleted since the listing is fine. An apiserver answers 500 for a Secret it cannot decrypt, and
 * `unreadable` lists these Secrets. Fails with `http-error` when the apiserver left requests unanswered, because
 * nothing is then known about those Secrets.
 */
export async function readBack(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  secrets: readonly SecretName[],
  options: { readonly onProgress?: (count: number) => void },
): Promise<Answer<ReadBack>> {
  const answers = await requestEachTwice(context, { runner, target }, secrets, { batch: METADATA_ONLY, ...options });
  if (!answers.ok) return answers;
  const silent = answers.value.filter(({ status }) => UNANSWERED.has(status));
  if (silent.length > 0) {
    return httpError(runner, METADATA_ONLY.name, {
      status: silent[0]?.status ?? 0,
      message: `unanswered=${silent.length}`,
    });
  }
  const unreadable = answers.value.filter(({ status }) => status !== 200 && status !== 404).map(({ secret }) => secret);
  return success({ read: answers.value.filter(({ status }) => status === 200).length, unreadable });
}

/** Returns `count` members of a list, evenly spread. From a count of two on, the first and the last member are included. */
export function sampleEvenly<T>(list: readonly T[], count: number): readonly T[] {
  if (count >= list.length) return list;
  const step = (list.length - 1) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, index) => list[Math.round(index * step)]).filter(
    (item): item is T => item !== undefined,
  );
}
