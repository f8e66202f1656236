import { describe, expect, it } from 'vitest';

import { firstConfig } from '../../../src/simulator/engine/encryption-config.ts';
import { decrypt, encrypt, keyNameOf, NoMatchingKey } from '../../../src/simulator/world/keys.ts';

const PLAIN = Buffer.from('k8s\0anything');

describe.each(['aescbc', 'secretbox'] as const)('a value stored with %s', (provider) => {
  const config = { ...firstConfig(provider), identityFirst: false };
  const other = { ...config, keys: [{ ...firstConfig(provider).keys[0], name: 'newer' }] } as typeof config;
  const both = { ...config, keys: [...other.keys, ...config.keys] };

  it('is really encrypted, under the prefix that names its key, and read back with it', () => {
    const stored = encrypt(config, PLAIN);
    expect(stored.toString('latin1')).toContain(`k8s:enc:${provider}:v1:${config.keys[0]?.name ?? ''}:`);
    expect(stored.includes(PLAIN)).toBe(false);
    expect(decrypt(config, stored)).toEqual({ plain: PLAIN, stale: false });
  });

  it('is stale where another key writes, and lost where its own key is gone', () => {
    const stored = encrypt(config, PLAIN);
    expect(decrypt(both, stored)).toEqual({ plain: PLAIN, stale: true });
    expect(() => decrypt(other, stored)).toThrow(NoMatchingKey);
  });

  it('is not read with a key of the same name and other bytes', () => {
    const impostor = { ...firstConfig(provider), identityFirst: false };
    let read: Buffer | undefined;
    try {
      read = decrypt(impostor, encrypt(config, PLAIN)).plain;
    } catch {
      read = undefined;
    }
    expect(read).not.toEqual(PLAIN);
  });
});

describe('the key that a stored value names', () => {
  it.each([
    ['k8s:enc:aescbc:v1:aescbckey:x', 'aescbckey'],
    ['k8s:enc:aescbc:v1:aescbckey-2026-11-23T20:45:00+01:00:x', 'aescbckey-2026-11-23T20:45:00+01:00'],
    ['k8s:enc:aescbc:v1:foreign:x', 'unknown'],
    ['k8s\0x', 'plaintext'],
  ])('of %j is %s, although one name begins another and names have colons', (stored, name) => {
    const names = ['aescbckey', 'aescbckey-2026-11-23T20:45:00+01:00'];
    expect(keyNameOf(Buffer.from(stored), names)).toBe(name);
  });
});
