import { keyLabel } from '../../model/encryption.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/** A key as named in etcd's prefix. The key may be unknown to every server and belong to a foreign provider. */
interface Key {
  readonly provider: string;
  readonly name: string;
}

/** The canary is stored in etcd under the key that this roll makes the writing key. */
export function judgeCanary(found: Key | 'plaintext' | 'unknown', expected: Key): Look<undefined> {
  const wanted = keyLabel(expected);
  const under = typeof found === 'string' ? found : keyLabel(found);
  if (under === wanted) return HOLDS;
  return { kind: 'not-yet', observed: [`written under=${under}`, `expected=${wanted}`] };
}
