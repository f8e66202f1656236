import { describe, expect, it } from 'vitest';

import { hostDetailsCommand, parseHostDetails } from '../../src/facts/host-details.ts';

const OUTPUT = [
  '@from',
  '1764000000.100000000',
  '@version',
  'rke2 version v1.36.3+rke2r1 (4e465c0f03edba9a2af3b3c77d09840d3f7681ef)',
  'go version go1.23.6 X:boringcrypto',
  '@token',
  'present',
  '@free',
  'Filesystem     1024-blocks     Used Available Capacity Mounted on',
  '/dev/sda1         41152736 12345678  28807058      31% /var',
  '@etcd',
  'listen-client-http-urls: https://127.0.0.1:2382',
  '@apiserver',
  'encryption-provider-config=/var/lib/rancher/rke2/server/cred/encryption-config.json',
  '@to',
  '1764000000.300000000',
  '@end',
  '',
].join('\n');

describe('the details of a host', () => {
  it('are read from one answer', () => {
    expect(parseHostDetails(OUTPUT, 1_764_000_000_150)).toEqual({
      binaryVersion: 'v1.36.3+rke2r1',
      tokenPresent: true,
      freeBytes: 28_807_058 * 1024,
      etcdUrl: 'https://127.0.0.1:2382',
      encryptionConfigPath: '/var/lib/rancher/rke2/server/cred/encryption-config.json',
      clockOffsetMs: 50,
    });
  });

  it('given neither etcd nor a static pod nor a token, say so', () => {
    const bare = OUTPUT.replace(/@etcd\n.*\n@apiserver\n.*\n/, '').replace('present\n', '');
    expect(parseHostDetails(bare, 0)).toMatchObject({
      etcdUrl: undefined,
      encryptionConfigPath: undefined,
      tokenPresent: false,
    });
  });

  it('given an etcd of an older release, ask its client port', () => {
    const old = OUTPUT.replace('listen-client-http-urls: https://127.0.0.1:2382\n', '');
    expect(parseHostDetails(old, 0)).toMatchObject({ etcdUrl: 'https://127.0.0.1:2379' });
  });

  it.each([
    ['was cut off', OUTPUT.replace('@end', ''), '@end'],
    ['has no version', OUTPUT.replace('rke2 version', 'what version'), '@version'],
    ['has no free space', OUTPUT.replace('28807058', 'much'), '@free'],
    ['has no time', OUTPUT.replace('1764000000.300000000', '%N'), '@from'],
  ])('given an answer that %s, name the missing part', (_, stdout, missing) => {
    expect(parseHostDetails(stdout, 0)).toBe(missing);
  });

  it('never read the token or the keys', () => {
    const { body } = hostDetailsCommand({ binary: '/usr/local/bin/rke2', dataDir: "/srv/it's" });
    const script = 'script' in body ? body.script : '';
    expect(script.match(/.*server\/token.*/g)).toEqual([
      "echo @token; if [ -f '/srv/it'\\''s/server/token' ]; then echo present; fi",
    ]);
    expect(script).not.toContain('cred/');
  });
});
