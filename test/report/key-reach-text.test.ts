import { describe, it } from 'vitest';

import type { KeyCopy, KeyOutOfReach } from '../../src/model/key-out-of-reach.ts';
import { failureText } from '../../src/report/failure-text.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const BEFORE: KeyCopy = {
  server: 's2',
  directory: '/var/lib/keyturn/sealed/0123456789ab/before',
  sha256: 'abcdef0123456789'.repeat(4),
  keys: ['aescbc/aescbckey', 'aescbc/other'],
};

const [HELD]: readonly (KeyOutOfReach | undefined)[] = SAMPLE_FAILURES['keys-out-of-reach'].keys;

function textOf(...changes: readonly Partial<KeyOutOfReach>[]) {
  if (HELD === undefined) throw new Error('no sample');
  const keys = changes.map((change) => ({ ...HELD, ...change }));
  return failureText({ kind: 'keys-out-of-reach', keys });
}

describe('the sentence on Secrets under a key that not every server has', () => {
  it.for<readonly [string, Partial<KeyOutOfReach>, string]>([
    [
      'held by two servers',
      {},
      '8,811 Secrets are under key aescbc/aescbckey, which s1 does not have: do not restart s2 or s3, and do not remove the sealed copies of this key',
    ],
    [
      'held by one server, lacking on two, with no copy',
      { secrets: 1, lacking: ['s1', 's2'], holding: ['s3'], copies: [] },
      '1 Secret is under key aescbc/aescbckey, which s1 and s2 do not have: do not restart s3',
    ],
    [
      'gone, with copies',
      { state: 'gone', holding: [] },
      '8,811 Secrets are under key aescbc/aescbckey, which no server has any more: do not remove the sealed copies of it, and restart no server',
    ],
    [
      'gone without a copy',
      { state: 'gone', holding: [], copies: [] },
      '8,811 Secrets are under key aescbc/aescbckey, which no server has any more, and no sealed copy of it was found: restart no server, and remove no snapshot',
    ],
    [
      'repairable',
      { state: 'repairable', copies: [] },
      '8,811 Secrets are under key aescbc/aescbckey, which s1 does not have: do not restart s2 or s3, before they are rewritten through s2 or s3',
    ],
    [
      'behind',
      { state: 'behind', lacking: ['s2', 's3'], holding: ['s1'] },
      '8,811 Secrets are under key aescbc/aescbckey, which s2 and s3 do not have yet: they cannot be read through s2 and s3, nor what is written under it from now on',
    ],
  ])('given a key %s, says how many, who lacks it, and what to leave alone', ([, change, sentence], { expect }) => {
    expect(textOf(change).what).toBe(sentence);
  });

  it('given copies, tells the newest of each host with hash and keys, and how many older ones there are', ({
    expect,
  }) => {
    const copies = [BEFORE, { ...BEFORE, directory: '/older' }, { ...BEFORE, server: 's3' }];
    expect(textOf({ copies }).details.filter((line) => line.startsWith('sealed'))).toEqual([
      'sealed copy of it: s2:/var/lib/keyturn/sealed/0123456789ab/before (sha256 abcdef01…, keys aescbc/aescbckey, aescbc/other), and 1 older one on s2',
      'sealed copy of it: s3:/var/lib/keyturn/sealed/0123456789ab/before (sha256 abcdef01…, keys aescbc/aescbckey, aescbc/other)',
    ]);
  });

  it('given what could not be looked at, or is used until the next reload, says so', ({ expect }) => {
    const { details } = textOf({ unseen: ['s4'], stillInUse: ['s2'], unusedFiles: ['e1'] });
    expect(details).toContain('could not be looked at: s4');
    expect(details).toContain('its apiserver uses it until it reloads its file: s2');
    expect(details).toContain('has it, and runs no apiserver: e1');
  });

  it.for(['held', 'gone'] as const)(
    'given a key that is %s, leaves it to a person and sends nobody on',
    (state, { expect }) => {
      const next = textOf({ state }).next.join('\n');
      expect(next).toContain('A person must decide');
      expect(next).not.toMatch(/keyturn rotate|systemctl|secrets-encrypt|encryption-config/);
    },
  );

  it('given a repairable key, leads to the run that rewrites them first', ({ expect }) => {
    expect(textOf({ state: 'repairable' }).next.join('\n')).toContain('keyturn rotate --inventory hosts.yaml --resume');
  });

  it('given several keys, says the first one first and none twice', ({ expect }) => {
    const { what, details, next } = textOf({}, { key: 'aescbc/new', state: 'behind', lacking: ['s2'] });
    expect(what).toContain('aescbc/aescbckey');
    expect(details.join('\n')).toContain('under key aescbc/new');
    expect(new Set(next).size).toBe(next.length);
  });
});
