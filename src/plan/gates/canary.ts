import { keyLabel } from '../../model/encryption.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/** As etcd's prefix names it: it may be one that no server has, of a provider that is not ours. */
interface Key {
  readonly provider: string;
  readonly name: string;
}

/** The canary lies in etcd under the key that this roll makes the writing one. */
export function judgeCanary(found: Key | 'plaintext' | 'unknown', expected: Key): Look<undefined> {
  const wanted = keyLabel(expected);
  const under = typeof found === 'string' ? found : keyLabel(found);
  if (under === wanted) return HOLDS;
  return { kind: 'not-yet', observed: [`written under=${under}`, `expected=${wanted}`] };
}
