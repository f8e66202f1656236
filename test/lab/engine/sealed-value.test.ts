import { describe, it } from 'vitest';

import { open, seal, storageKey } from './sealed-value.ts';

const TOKEN = 'a token';
const PLAIN = Buffer.from('{"EncryptionConfig":"..."}');

describe('the copy of the credentials in the datastore', () => {
  it('given it was sealed with a token, when it is opened with that, then it is what it was, and was not to be read meanwhile', ({
    expect,
  }) => {
    const sealed = seal(TOKEN, PLAIN);

    expect(open(TOKEN, sealed).equals(PLAIN)).toBe(true);
    expect(sealed.toString('latin1')).not.toContain('EncryptionConfig');
  });

  it('given another token, when it is opened, then it is refused', ({ expect }) => {
    expect(() => open('another', seal(TOKEN, PLAIN))).toThrow();
  });

  it('given one byte was changed, when it is opened, then it is refused', ({ expect }) => {
    const sealed = seal(TOKEN, PLAIN);
    const middle = Math.floor(sealed.length / 2);
    sealed[middle] = sealed[middle] === 0x41 ? 0x42 : 0x41;

    expect(() => open(TOKEN, sealed)).toThrow();
  });

  it('given two tokens, when their places in the datastore are asked for, then they differ and tell neither', ({
    expect,
  }) => {
    expect(storageKey(TOKEN)).toMatch(/^\/bootstrap\/[0-9a-f]{12}$/);
    expect(storageKey(TOKEN)).not.toBe(storageKey('another'));
  });
});
