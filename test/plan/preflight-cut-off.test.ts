import { describe, expect, it } from 'vitest';

import type { KnownIssue } from '../../src/model/known-issue.ts';
import { verdicts } from '../support/preflight.ts';
import { encryptionOf, NEW_KEY, OLD_KEY, SAMPLE_FACTS, START, withFiles } from '../support/sample-facts.ts';

const { three, one } = SAMPLE_FACTS;

const issue: KnownIssue = { id: 'snapshot-race', verdict: 'refuse', concerns: 'staged', issues: ['k3s-io/k3s#1'] };

describe('the preflight, where a rewrite was cut off', () => {
  it.each([
    ['three servers', three, ['unreadable through=s2', 'unreadable through=s3'], 'yes'],
    [
      'three servers of a release that does not save both keys',
      three,
      ['unreadable through=s2', 'unreadable through=s3'],
      'no',
    ],
  ] as const)(
    'given a crash in the middle of a rewrite under a clean stage on %s, says that alone: both keys, who cannot read what it writes, and nothing of the others, which missed nothing',
    (_, facts, unreadable, saved) => {
      const crashed = {
        keys: [NEW_KEY, OLD_KEY],
        stage: 'start',
        stateSha256: encryptionOf(START).file?.sha256 ?? '',
      } as const;
      const issues = saved === 'no' ? [{ ...issue, id: 'interrupted-rotate-keys', verdict: 'warn' } as const] : [];
      const checks = verdicts(withFiles(facts, { s1: crashed }), { issues });
      expect(checks.filter(({ verdict }) => verdict === 'refuse')).toMatchObject([
        {
          id: 'rewrite-cut-off',
          server: 's1',
          evidence: [
            'stage=start',
            `key=aescbc/${NEW_KEY.name}`,
            `key=aescbc/${OLD_KEY.name}`,
            ...unreadable,
            `bothKeysSaved=${saved}`,
          ],
        },
      ]);
    },
  );

  it('given the same on a single control plane, says that it can be taken up: there is no other server that could not read', () => {
    const crashed = {
      keys: [NEW_KEY, OLD_KEY],
      stage: 'start',
      stateSha256: encryptionOf(START).file?.sha256 ?? '',
    } as const;
    const checks = verdicts(withFiles(one, { s1: crashed }));
    expect(checks.filter(({ verdict }) => verdict === 'refuse')).toMatchObject([
      { id: 'stage-allowed', evidence: ['s1=start', 'strategy=rotate-keys', 'continuesAt=reencrypt_active'] },
    ]);
  });
});
