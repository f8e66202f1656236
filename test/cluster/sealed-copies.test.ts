import { describe, it } from 'vitest';

import { parseSealedCopies, sealedCopiesCommand } from '../../src/cluster/sealed-copies.ts';

const SEALED = '/var/lib/keyturn/sealed';
const HASH = 'c'.repeat(64);
const NAMES =
  '"resources":["secrets"]\n"aescbc":{\n"name":"aescbckey-2026-11-24T02:00:05Z"\n"name":"aescbckey"\n"identity":{';

function part(plan: string, names = NAMES, hash = HASH): string {
  return `@copy\n${hash}  ${SEALED}/${plan}/before/encryption-config.json\n1700000000\n${names}\n`;
}

describe('the sealed copies of a host', () => {
  it('are read as names and hashes alone, changing nothing', ({ expect }) => {
    const command = sealedCopiesCommand();
    expect(command).toMatchObject({ privileged: true, mutates: false });
    expect('script' in command.body && command.body.script).not.toContain('cat ');
  });

  it('are told with directory, hash, keys in file order and age', ({ expect }) => {
    expect(parseSealedCopies(`@count\n2\n${part('bb')}${part('aa')}@end\n`)).toEqual({
      found: ['bb', 'aa'].map((plan) => ({
        directory: `${SEALED}/${plan}/before`,
        sha256: HASH,
        keys: [
          { provider: 'aescbc', name: 'aescbckey-2026-11-24T02:00:05Z' },
          { provider: 'aescbc', name: 'aescbckey' },
        ],
        madeAtSeconds: 1_700_000_000,
      })),
      leftOut: 0,
    });
  });

  it('given a host that never had one, are none', ({ expect }) => {
    expect(parseSealedCopies('@count\n0\n@end\n')).toEqual({ found: [], leftOut: 0 });
  });

  it.for([
    ['more than are looked at', `@count\n140\n${part('aa')}@end\n`, 139],
    ['one that was removed meanwhile', `@count\n2\n${part('aa')}@copy\n@end\n`, 1],
    [
      'one with a name that nobody may be shown',
      `@count\n2\n${part('aa')}${part('bb', '"aescbc":{\n"name":"x\u001B[2J"')}@end\n`,
      1,
    ],
    ['one whose hash is none', `@count\n2\n${part('aa')}${part('bb', NAMES, 'no')}@end\n`, 1],
  ] as const)('given %s, says how many were left out', ([, stdout, leftOut], { expect }) => {
    expect(parseSealedCopies(stdout)).toMatchObject({ found: [{ directory: `${SEALED}/aa/before` }], leftOut });
  });

  it.for(['', `@count\n1\n${part('aa')}`, `@count\nls: no\n@end\n`, `@count\n1\n${part('aa').slice(0, -20)}`])(
    'given an answer that is not whole, are not known: %j',
    (stdout, { expect }) => {
      expect(parseSealedCopies(stdout)).toBeUndefined();
    },
  );
});
