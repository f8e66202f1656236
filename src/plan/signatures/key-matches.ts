import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { KeyState } from '../../model/key-out-of-reach.ts';
import type { Examination } from '../examination.ts';
import { keysOutOfReach } from '../key-reach.ts';
import type { Match } from '../signature.ts';

/** The keys of one state that Secrets need and that some server lacks. */
export function keyMatches({ facts }: Examination, state: KeyState): readonly Match<SignatureDetails['key-gone']>[] {
  return keysOutOfReach(facts)
    .filter((reach) => reach.state === state && isManaged(reach.key))
    .map((reach) => ({
      servers: reach.lacking,
      evidence: [
        `key=${reach.key}`,
        `secrets=${String(reach.secrets)}`,
        `lacking=${reach.lacking.join(',')}`,
        `holding=${reach.holding.length === 0 ? 'none' : reach.holding.join(',')}`,
        `sealed copies=${String(reach.copies.length)}`,
      ],
      details: { reach },
    }));
}

/** Whether a key, given as `provider/name`, is of a provider that `secrets-encrypt` manages. */
export function isManaged(key: string): boolean {
  return /^(?:aescbc|secretbox)\//.test(key);
}
