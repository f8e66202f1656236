import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { withoutSecretShapes } from '../../src/remote/secret-shapes.ts';

const KEY = 'cHJldGVuZC10aGlzLWlzLWEta2V5LW9mLTMyLWJ5dGU=';

describe('texts that look like secrets', () => {
  it.for<readonly [string, string, string]>([
    ['a token of the engine', 'token K10abc::server:hunter2 ends', 'hunter2'],
    ['a token of Kubernetes', 'Authorization: eyJhbGciOiJSUzI1.eyJzdWIiOiJzeXN0.c2lnbmF0dXJl', 'eyJ'],
    ['a key of 32 bytes', `secret ${KEY},`, KEY],
    ['a key in JSON in JSON', `{\\"secret\\":\\"${KEY}\\"}`, KEY],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----', 'MHcC'],
    ['a bearer', 'curl -H "Authorization: Bearer abcdefgh12345"', 'abcdefgh12345'],
    ['a password in an address', 'mysql://k3s:hunter2@tcp(db:3306)/k3s', 'hunter2'],
    ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nMHcC', 'MHcC'],
    ['a private key that is cut off, in JSON', '{"said":"-----BEGIN PRIVATE KEY-----\\nMHcC"}', 'MHcC'],
    ['a value beside its name', 'agent-token: hunter2-hunter2', 'hunter2-hunter2'],
    ['a value beside its name in JSON', '{"password":"hunter2-hunter2"}', 'hunter2-hunter2'],
    ['a variable of K3s', 'K3S_TOKEN=hunter2-hunter2', 'hunter2-hunter2'],
    ['a variable of RKE2', 'RKE2_TOKEN="hunter2-hunter2"', 'hunter2-hunter2'],
    ['a name with a word before', 'db_password=hunter2-hunter2', 'hunter2-hunter2'],
    ['a value after two blanks', 'token:  hunter2-hunter2', 'hunter2-hunter2'],
    ['a flag and its value', 'k3s server --token hunter2-hunter2', 'hunter2-hunter2'],
    ['a flag with a quoted value', "k3s agent --agent-token='hunter2-hunter2'", 'hunter2-hunter2'],
    ['a flag of S3', 'rke2 server --etcd-s3-secret-key=hunter2-hunter2', 'hunter2-hunter2'],
    ['a flag in a list in JSON', '["server","--token","hunter2-hunter2"]', 'hunter2-hunter2'],
  ])('given %s, it is replaced', ([, text, secret], { expect }) => {
    expect(withoutSecretShapes(text)).not.toContain(secret);
    expect(withoutSecretShapes(text)).toContain('[redacted]');
    const inJson = JSON.stringify({ said: `first line\n${text}` });
    expect(withoutSecretShapes(inJson)).not.toContain(secret);
  });

  it.for([
    'a'.repeat(64),
    'failed to update secret: Internal error occurred',
    'SHA256:0123456789012345678901234567890123456789012',
    'Adding secrets-encryption key:  [Name: aescbckey, Secret: [REDACTED]]',
    'k3s secrets-encrypt status, aescbc/aescbckey-2026-11-24T02:00:05Z, 12 Secrets',
    'https://127.0.0.1:9345/v1-rke2/readyz',
    'k3s server --token-file /etc/rancher/token',
  ])('given %s, it is left as it is', (text, { expect }) => {
    expect(withoutSecretShapes(text)).toBe(text);
  });

  it('given any secret in any JSON, then what is left is JSON', ({ expect }) => {
    const shapes = fc.constantFrom(
      '-----BEGIN EC PRIVATE KEY-----',
      '-----END EC PRIVATE KEY-----',
      'token: hunter2-hunter2',
      'https://ops:hunter2@',
      'Bearer hunter2hunter2',
      '--token hunter2-hunter2',
      'K10abc::server:hunter2',
      KEY,
    );
    const words = fc.array(fc.oneof(shapes, fc.string()), { maxLength: 4 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.dictionary(words, words), (written) => {
        expect(() => JSON.parse(withoutSecretShapes(JSON.stringify(written))) as unknown).not.toThrow();
      }),
    );
  });
});
