import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { requestEachTwice, type Batch } from './curl-batch.ts';
import { httpError } from './http-error.ts';
import type { SecretName } from './key-prefix.ts';
import type { ApiserverTarget } from './target.ts';

const EMPTY_PATCH: Batch = {
  name: 'rewrite Secrets',
  method: 'PATCH',
  headers: ['Content-Type: application/merge-patch+json'],
  body: '{}',
  parallel: 8,
  mutates: true,
};

/**
 * Rewrites Secrets under the active key of one apiserver by empty patches, which change no content. No value leaves the
 * server (measured.md 6). A deleted Secret is fine, and a conflict is tried once more. Fails with `http-error`, which
 * names the first refused Secrets and their number.
 */
export async function repairSecrets(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  secrets: readonly SecretName[],
): Promise<Answer<number>> {
  const answered = await requestEachTwice(context, { runner, target }, secrets, { batch: EMPTY_PATCH });
  if (!answered.ok) return answered;
  const answers = answered.value;
  const refused = answers.filter(({ status }) => status !== 404 && (status < 200 || status > 299));
  if (refused.length === 0) return success(answers.length);
  const names = refused.slice(0, 5).map(({ secret, status }) => `${secret.namespace}/${secret.name}=${status}`);
  const status = refused[0]?.status ?? 0;
  return httpError(runner, EMPTY_PATCH.name, { status, message: `refused=${refused.length} ${names.join(' ')}` });
}
