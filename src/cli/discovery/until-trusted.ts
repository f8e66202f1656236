import type { Failure } from '../../model/failure.ts';
import type { HostKeyUnknown } from '../../model/failures/host.ts';
import { failed, type Result } from '../../model/result.ts';
import { trustHosts, type Trusting } from '../trust-hosts.ts';

/** More than the hosts on the way to any server. */
const MOST_ROUNDS = 12;

/**
 * Asks until no host on the way has an unknown key. The operator confirms each before anything is sent to its host.
 * Fails as the question does, and as `trustHosts`.
 */
export async function untilTrusted<T, F extends { readonly kind: string }>(
  trusting: Trusting,
  ask: () => Promise<Result<T, Failure | F>>,
): Promise<Result<T, Failure | F>> {
  let answer = await ask();
  for (let round = 0; round < MOST_ROUNDS && !answer.ok && isUnknownKey(answer.failure); round += 1) {
    const trusted = await trustHosts([answer.failure], trusting);
    if (!trusted.ok) return failed(trusted.failure);
    answer = await ask();
  }
  return answer;
}

/** Only a key that is known whole can be recorded. */
export function isUnknownKey(failure: { readonly kind: string }): failure is HostKeyUnknown {
  return failure.kind === 'host-key-unknown' && 'record' in failure && typeof failure.record === 'string';
}
