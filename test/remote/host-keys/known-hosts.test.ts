import { createHmac, randomBytes } from 'node:crypto';

import { describe, it } from 'vitest';

import { parseKnownHosts } from '../../../src/remote/host-keys/known-hosts-entry.ts';
import { recordedKeyTypes, verifyHostKey, fingerprintOf } from '../../../src/remote/host-keys/verify-host-key.ts';

/** A public key in wire format: its type and some bytes. */
function keyOf(type: string, bytes: string): Buffer {
  const field = (value: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, value]);
  };
  return Buffer.concat([field(Buffer.from(type)), field(Buffer.from(bytes))]);
}

const KEY = keyOf('ssh-ed25519', 'the recorded key');
const OTHER = keyOf('ssh-ed25519', 'another key');
const RSA = keyOf('ssh-rsa', 'a key of another type');
const recorded = (hosts: string, key = KEY, type = 'ssh-ed25519'): string =>
  `${hosts} ${type} ${key.toString('base64')} somebody@somewhere`;

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

function entriesOf(...lines: readonly string[]) {
  const parsed = parseKnownHosts(lines.join('\n'), 'known_hosts');
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.entries;
}

/** lines, host, port, key, verdict */
const cases: readonly (readonly [string, readonly string[], string, number, Buffer, string])[] = [
  ['a plain name', [recorded('s1')], 's1', 22, KEY, 'trusted known_hosts:1'],
  ['upper case', [recorded('S1.example.com')], 's1.EXAMPLE.com', 22, KEY, 'trusted known_hosts:1'],
  ['a list', [recorded('s0,s1,10.0.0.1')], '10.0.0.1', 22, KEY, 'trusted known_hosts:1'],
  ['comments and empty lines', ['# s1', '', '  ', recorded('s1')], 's1', 22, KEY, 'trusted known_hosts:4'],
  ['another host', [recorded('s2')], 's1', 22, KEY, 'unknown'],
  ['nothing at all', [''], 's1', 22, KEY, 'unknown'],
  ['another key', [recorded('s2'), recorded('s1')], 's1', 22, OTHER, 'changed known_hosts:2'],
  ['a key of another type only', [recorded('s1', RSA, 'ssh-rsa')], 's1', 22, KEY, 'changed known_hosts:1'],
  ['two keys, the second fits', [recorded('s1', OTHER), recorded('s1')], 's1', 22, KEY, 'trusted known_hosts:2'],
  ['a wildcard', [recorded('*.example.com')], 's1.example.com', 22, KEY, 'trusted known_hosts:1'],
  ['a wildcard for another domain', [recorded('*.example.com')], 'example.com', 22, KEY, 'unknown'],
  ['a question mark', [recorded('s?')], 's1', 22, KEY, 'trusted known_hosts:1'],
  ['a question mark too many', [recorded('s??')], 's1', 22, KEY, 'unknown'],
  ['dots that are dots', [recorded('10.0.0.1')], '10x0.0.1', 22, KEY, 'unknown'],
  ['a negation before', [recorded('!s1,*')], 's1', 22, KEY, 'unknown'],
  ['a negation behind', [recorded('*,!s1')], 's1', 22, KEY, 'unknown'],
  ['a negation of others', [recorded('*,!s2')], 's1', 22, KEY, 'trusted known_hosts:1'],
  ['a hashed name', [recorded(hashed('s1'))], 's1', 22, KEY, 'trusted known_hosts:1'],
  ['a hashed name, another key', [recorded(hashed('s1'))], 's1', 22, OTHER, 'changed known_hosts:1'],
  ['the hash of another name', [recorded(hashed('s2'))], 's1', 22, KEY, 'unknown'],
  ['a broken hash', [recorded('|1|abc')], 's1', 22, KEY, 'unknown'],
  ['a port', [recorded('[s1]:2222')], 's1', 2222, KEY, 'trusted known_hosts:1'],
  ['a hashed name with a port', [recorded(hashed('[s1]:2222'))], 's1', 2222, KEY, 'trusted known_hosts:1'],
  ['another port', [recorded('[s1]:2222')], 's1', 2223, KEY, 'unknown'],
  ['a port, asked on 22', [recorded('[s1]:2222')], 's1', 22, KEY, 'unknown'],
  ['a port, another key', [recorded('[s1]:2222')], 's1', 2222, OTHER, 'changed known_hosts:1'],
  ['the bare name, another port, same key', [recorded('s1')], 's1', 2222, KEY, 'trusted known_hosts:1'],
  ['the bare name, another port, another key', [recorded('s1')], 's1', 2222, OTHER, 'unknown'],
  [
    'a port with another key, and the bare name with this one',
    [recorded('[s1]:2222', OTHER), recorded('s1')],
    's1',
    2222,
    KEY,
    'changed known_hosts:1',
  ],
  [
    'a port with a key of another type, and the bare name with this one',
    [recorded('s1'), recorded('[s1]:2222', RSA, 'ssh-rsa')],
    's1',
    2222,
    KEY,
    'changed known_hosts:2',
  ],
  [
    'a port with another key revoked, and the bare name with this one',
    [`@revoked ${recorded('[s1]:2222', OTHER)}`, recorded('s1')],
    's1',
    2222,
    KEY,
    'trusted known_hosts:2',
  ],
  [
    'a port with the key, revoked under the bare name',
    [recorded('[s1]:2222'), `@revoked ${recorded('s1')}`],
    's1',
    2222,
    KEY,
    'revoked known_hosts:2',
  ],
  ['IPv6 with a port', [recorded('[fe80::1]:2222')], 'fe80::1', 2222, KEY, 'trusted known_hosts:1'],
  ['a revoked key', [`@revoked ${recorded('*')}`, recorded('s1')], 's1', 22, KEY, 'revoked known_hosts:1'],
  ['a revoked key behind', [recorded('s1'), `@revoked ${recorded('s1')}`], 's1', 22, KEY, 'revoked known_hosts:2'],
  ['another revoked key', [`@revoked ${recorded('*', OTHER)}`, recorded('s1')], 's1', 22, KEY, 'trusted known_hosts:2'],
  ['only a revoked other key', [`@revoked ${recorded('*', OTHER)}`], 's1', 22, KEY, 'unknown'],
  ['a certificate authority', [`@cert-authority ${recorded('*')}`], 's1', 22, KEY, 'unknown'],
  ['a marker from the future', [`@maybe ${recorded('s1')}`], 's1', 22, KEY, 'unknown'],
  ["a type that is not the key's", [recorded('s1', KEY, 'ssh-rsa')], 's1', 22, KEY, 'unknown'],
  ['half a line', ['s1 ssh-ed25519'], 's1', 22, KEY, 'unknown'],
];

describe('known_hosts', () => {
  it.for(cases)('given %s, then the verdict is as expected', ([, lines, host, port, key, verdict], { expect }) => {
    const found = verifyHostKey({ entries: entriesOf(...lines), host, port, key });
    expect('recordedAt' in found ? `${found.kind} ${found.recordedAt}` : found.kind).toBe(verdict);
  });

  it('given a @revoked line that cannot be read, then the file is refused, not the line', ({ expect }) => {
    const parsed = parseKnownHosts(`${recorded('s1')}\n@revoked s1 ssh-ed25519 AAAA\n`, 'known_hosts');
    expect(parsed).toEqual({ ok: false, reason: 'line 2: @revoked without a readable key' });
  });

  it('given Windows line ends, then they are no part of the key', ({ expect }) => {
    expect(entriesOf(`s1 ssh-ed25519 ${KEY.toString('base64')}\r`)[0]?.key.equals(KEY)).toBe(true);
  });

  it('given keys of several types, then the recorded types are those of this host', ({ expect }) => {
    const entries = entriesOf(recorded('s1', RSA, 'ssh-rsa'), recorded('s2'), `@revoked ${recorded('s1')}`);
    expect(recordedKeyTypes({ entries, host: 's1', port: 22 })).toEqual(['ssh-rsa']);
    expect(recordedKeyTypes({ entries, host: 's1', port: 2222 })).toEqual(['ssh-rsa']);
    expect(recordedKeyTypes({ entries, host: 's9', port: 22 })).toEqual([]);
  });

  it('given a key, then its fingerprint is the one that OpenSSH shows', ({ expect }) => {
    // ssh-keygen -lf on this public key.
    const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
    expect(fingerprintOf(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  });

  it('given a long pattern full of stars, then it is still matched at once', ({ expect }) => {
    const entries = entriesOf(recorded(`${'*a'.repeat(40)}*b`));
    expect(verifyHostKey({ entries, host: 'a'.repeat(5000), port: 22, key: KEY }).kind).toBe('unknown');
  });
});
