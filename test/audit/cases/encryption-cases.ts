import { encryptionOf, PREPARED, SAMPLE_FACTS, withServer } from '../../support/sample-facts.ts';
import { goodFacts } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

export const ENCRYPTION_CASES: readonly AuditCase[] = [
  {
    row: 'secrets-encryption',
    given: 'one key, loaded, and every Secret under it',
    facts: goodFacts(),
    status: 'pass',
  },
  {
    row: 'secrets-encryption',
    given: 'two keys on a server',
    facts: goodFacts({ cluster: withServer(SAMPLE_FACTS.three, 's1', { encryption: encryptionOf(PREPARED) }) }),
    status: 'fail',
    deciding: ['s1 keys', 's1 loaded file'],
  },
  {
    row: 'secrets-encryption',
    given: 'identity before the key',
    facts: goodFacts({
      cluster: withServer(SAMPLE_FACTS.one, 's1', {
        encryption: withProviders('identity', 'aescbc'),
      }),
    }),
    status: 'fail',
    deciding: ['s1 providers'],
  },
  {
    row: 'secrets-encryption',
    given: 'Secrets in the clear',
    facts: goodFacts({
      cluster: { ...SAMPLE_FACTS.three, census: { ...SAMPLE_FACTS.three.census, total: 507, plaintext: 7 } },
    }),
    status: 'fail',
    deciding: ['Secrets outside the key'],
  },
  {
    row: 'secrets-encryption',
    given: 'no count',
    facts: goodFacts({ cluster: { ...SAMPLE_FACTS.three, census: undefined } }),
    status: 'unknown',
    reason: 'no-answer',
  },
];

function withProviders(...providers: readonly string[]): ReturnType<typeof encryptionOf> {
  const encryption = encryptionOf({ keys: [{ provider: 'aescbc', name: 'aescbckey' }], stage: 'start' });
  if (encryption.file === undefined) throw new Error('a sample without a file');
  return { ...encryption, file: { ...encryption.file, providers } };
}
