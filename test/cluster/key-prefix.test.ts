import { describe, expect, it } from 'vitest';

import { secretKeyOf, secretNameOf, someNames, storedUnder } from '../../src/cluster/key-prefix.ts';
import type { KeyName } from '../../src/model/encryption.ts';

const OLD: KeyName = { provider: 'aescbc', name: 'aescbckey' };
const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-23T20:45:00+01:00' };
const BOX: KeyName = { provider: 'secretbox', name: 'secretboxkey-2026-11-23T20:45:00+01:00' };
const KNOWN = [OLD, NEW, BOX];
const CIPHERTEXT = Buffer.from([0, 255, 58, 128, 10, 34]);

function base64(prefix: string): string {
  return Buffer.concat([Buffer.from(prefix), CIPHERTEXT]).toString('base64');
}

describe('the key under which a Secret is stored', () => {
  it.each([
    ['the old key', 'k8s:enc:aescbc:v1:aescbckey:', OLD],
    ['the new key, whose name has colons and begins with the old one', `k8s:enc:aescbc:v1:${NEW.name}:`, NEW],
    ['a secretbox key', `k8s:enc:secretbox:v1:${BOX.name}:`, BOX],
    [
      'a known name of another provider',
      'k8s:enc:secretbox:v1:aescbckey:',
      { provider: 'secretbox', name: 'aescbckey' },
    ],
    [
      'a key nobody has',
      'k8s:enc:aescbc:v1:aescbckey-2020-01-01T00:00:00Z:',
      { provider: 'aescbc', name: 'aescbckey-2020-01-01T00:00:00Z' },
    ],
    [
      'a key nobody has, of another time zone',
      'k8s:enc:secretbox:v1:secretboxkey-2020-01-01T00:00:00-07:00:',
      { provider: 'secretbox', name: 'secretboxkey-2020-01-01T00:00:00-07:00' },
    ],
    ['a key of somebody’s own', 'k8s:enc:aescbc:v1:my_key.1:', { provider: 'aescbc', name: 'my_key.1' }],
    ['a KMS', 'k8s:enc:kms:v2:vault:', { provider: 'kms', name: 'vault' }],
    ['a prefix without an end', 'k8s:enc:aescbc:v1:aescbckey', 'unknown'],
    ['a name that is none', 'k8s:enc:aescbc:v1:\u0001\u0002:', 'unknown'],
    ['protobuf', 'k8s\0\n\f\n\x02v1', 'plaintext'],
    ['JSON', '{"kind":"Secret"', 'plaintext'],
    ['something else', 'garbage', 'unknown'],
  ] as const)('given %s', (_, prefix, under) => {
    expect(storedUnder(base64(prefix), KNOWN)).toEqual(under);
    expect(storedUnder(base64(prefix), KNOWN.toReversed())).toEqual(under);
  });

  it('can be told from the first 88 characters, for the longest name the engine makes', () => {
    expect(storedUnder(base64(`k8s:enc:secretbox:v1:${BOX.name}:`).slice(0, 88), KNOWN)).toEqual(BOX);
  });

  it('given a value that was not there, is unknown', () => {
    expect(storedUnder('', KNOWN)).toBe('unknown');
  });
});

describe('the name of a Secret', () => {
  it('is read from its etcd key, and back', () => {
    const name = { namespace: 'kube-system', name: 'sh.helm.release.v1.rke2-canal.v1' };
    const key = secretKeyOf(name);
    expect(key).toBe('/registry/secrets/kube-system/sh.helm.release.v1.rke2-canal.v1');
    expect(secretNameOf(Buffer.from(key).toString('base64'))).toEqual(name);
  });

  it('is shown to a person as namespace and name, and only some of many', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ namespace: 'default', name: `s${index}` }));
    expect(someNames(many)).toHaveLength(20);
    expect(someNames(many)[0]).toBe('default/s0');
  });
});
