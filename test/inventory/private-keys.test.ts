import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runKeyturn } from '../cli/run-keyturn.ts';
import { ed25519Pair } from '../support/ssh-key.ts';
import { cluster } from './problem-case.ts';

const KEY = ed25519Pair().private;
const LINES = KEY.trim().split('\n');
const BODY = LINES.slice(1, -1);

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-key-'));
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

/** Everything that a command says about this inventory: both streams, and its log. */
async function everythingSaid(text: string, command: readonly string[]): Promise<string> {
  const [inventory, log] = [join(home, 'hosts.yaml'), join(home, 'log')];
  writeFileSync(inventory, text);
  writeFileSync(log, '');
  const { code, stdout, stderr } = await runKeyturn([...command, '-i', inventory, '--log-file', log], { home });
  expect(code).toBe(2);
  expect(stderr).toContain('problem');
  return stdout + stderr + readFileSync(log, 'utf8');
}

function indented(text: string, blanks: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(blanks));
}

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['the private key file itself', KEY],
  ['the private key file itself, with YAML that stumbles over it', `a: "b"\n${KEY}`],
  ['a private key under identityFile', cluster(`    ssh:\n      identityFile: |\n${indented(KEY, 8)}\n`)],
  [
    'a private key without its first line',
    cluster(`    ssh:\n      identityFile: |\n${indented(BODY.join('\n'), 8)}\n`),
  ],
  ['a private key as a host', cluster('', `[{host: ${JSON.stringify(KEY)}}]`)],
  ['a private key as a key of a map', cluster(`    ? ${JSON.stringify(KEY)}\n    : x\n`)],
  ['a private key as the name of a cluster', cluster('').replace('prod', JSON.stringify(KEY))],
];

describe('an inventory that is, or holds, a private key', () => {
  it.each(TEXTS)('given %s, when a command is given it, then no line of the key is told anywhere', async (_, text) => {
    const said = [
      await everythingSaid(text, ['status']),
      await everythingSaid(text, ['status', '--output', 'json']),
    ].join('\n');
    for (const line of BODY) expect(said).not.toContain(line);
    expect(said).not.toContain(BODY[1]?.slice(0, 30));
  });

  it('given the private key file itself, when it is loaded, then the problem says that it is a private key', async () => {
    expect(await everythingSaid(KEY, ['status'])).toContain('found a private key');
  });
});
