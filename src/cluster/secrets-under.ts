import type { StepContext } from '../model/clock.ts';
import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { LostSecrets } from '../model/rescue.ts';
import { success, type Answer } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { Runner } from '../remote/runner.ts';
import { curlArgv, tlsArgv } from './http.ts';
import { secretKeyOf, secretNameOf, someNames, storedUnder, type SecretName } from './key-prefix.ts';
import type { DatastoreTarget } from './target.ts';
import { walkSecrets } from './walk-secrets.ts';

/** Secrets under some keys, and the number of all others. */
export interface SecretsUnder {
  readonly under: readonly LostSecrets[];
  readonly others: number;
  /** The first Secret, for an example. */
  readonly first: SecretName | undefined;
}

/** Counts the Secrets under each of these keys in the datastore, and names the first ones. Labels are `provider/name`. */
export async function readSecretsUnder(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
  { labels, knownKeys }: { readonly labels: readonly string[]; readonly knownKeys: readonly KeyName[] },
): Promise<Answer<SecretsUnder>> {
  let found = new Map<string, SecretName[]>();
  let others = 0;
  const walked = await walkSecrets(context, runner, target, {
    keysOnly: false,
    onStart: () => {
      found = new Map(labels.map((label) => [label, []]));
      others = 0;
    },
    onEntry: ({ key, value }) => {
      const under = storedUnder(value, knownKeys);
      const names = typeof under === 'string' ? undefined : found.get(keyLabel(under));
      if (names === undefined) others += 1;
      else names.push(secretNameOf(key));
    },
  });
  if (!walked.ok) return walked;
  const under = labels.map((key) => {
    const names = found.get(key) ?? [];
    return { key, count: names.length, names: someNames(names) };
  });
  return success({ under, others, first: [...found.values()].flat()[0] });
}

/**
 * The line that removes one Secret from etcd without reading it, to be shown and never sent. The API cannot delete a Secret that its apiserver cannot
 * read (measured.md 1). `undefined` for a datastore behind kine, whose rows are not for hands.
 */
export function deletionLine(target: DatastoreTarget, secret: SecretName): string | undefined {
  if (target.kind === 'kine') return undefined;
  const body = JSON.stringify({ key: Buffer.from(secretKeyOf(secret)).toString('base64') });
  return quoteArgv(curlArgv(tlsArgv(target.tls), target.url, { method: 'POST', path: '/v3/kv/deleterange', body }));
}
