import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { withoutSecrets } from '../../src/engine/without-secrets.ts';

const KEY = 'cHJldGVuZC10aGlzLWlzLWEta2V5LW9mLTMyLWJ5dGU=';
const TOKEN = 'K10abcdef::server:plain-words-of-mine';

/** What a real shell leaves of the lines on a host with these secrets. */
function left(lines: readonly string[]): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'keyturn-secrets-'));
  try {
    mkdirSync(join(dataDir, 'server/cred'), { recursive: true });
    writeFileSync(join(dataDir, 'server/token'), TOKEN);
    const file = { resources: [{ providers: [{ aescbc: { keys: [{ name: 'aescbckey', secret: KEY }] } }] }] };
    writeFileSync(join(dataDir, 'server/cred/encryption-config.json'), JSON.stringify(file));
    writeFileSync(join(dataDir, 'lines'), `${lines.join('\n')}\n`);
    const script = withoutSecrets(`cat ${join(dataDir, 'lines')}`, { distribution: 'rke2', dataDir });
    return execFileSync('sh', ['-c', script]).toString();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

describe('lines without the secrets of their host', () => {
  it('given a token, the words after its colon and a key, no line that contains one leaves the host', ({ expect }) => {
    const lines = [
      'an ordinary line',
      `whole ${TOKEN}`,
      'only plain-words-of-mine',
      `a key ${KEY}.`,
      'level=info msg="aescbckey"',
    ];
    expect(left(lines).split('\n')).toEqual([
      'an ordinary line',
      ...Array.from({ length: 3 }, () => '(a line that contains a secret was left out)'),
      'level=info msg="aescbckey"',
      '',
    ]);
  });
});
