import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';

import { composeCommand, receiveCommand, returnCommand } from '../../src/cluster/key-file.ts';
import { additionText, composeScript, hashKeyScript, printKeyScript } from '../../src/cluster/key-text.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';

const OLD: KeyName = { provider: 'aescbc', name: 'aescbckey' };
const OLDER: KeyName = { provider: 'aescbc', name: 'aescbckey-2025-01-01T00:00:00+01:00' };
const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-24T02:00:05Z' };
const BOX: KeyName = { provider: 'secretbox', name: 'secretboxkey-2026-11-24T02:00:05Z' };
const MATERIAL = new Map([OLD, OLDER, NEW, BOX].map(({ name }, index) => [name, `${'k'.repeat(42)}${String(index)}=`]));

function keyText({ name }: KeyName): string {
  return JSON.stringify({ name, secret: MATERIAL.get(name) });
}

/** As Go's json.Marshal writes the engine's file. */
function fileText(...providers: readonly (readonly KeyName[])[]): string {
  const managed = providers.map((keys) => `{"${keys[0]?.provider ?? ''}":{"keys":[${keys.map(keyText).join(',')}]}}`);
  return `{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1","resources":[{"resources":["secrets"],"providers":[${managed.join(',')},{"identity":{}}]}]}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-key-file-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}

function shell(script: string, stdin = '') {
  const ran = spawnSync('sh', ['-c', script], { input: stdin, encoding: 'utf8' });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

function scriptOf({ body }: RemoteCommand): string {
  if (!('script' in body)) throw new Error('no script');
  return body.script;
}

function whole(path: string, writing: KeyName, from: Parameters<typeof composeScript>[0]['from'], stdin = '') {
  return shell(`${composeScript({ path, writing, from })}\nprintf '%s' "$WHOLE"`, stdin);
}

describe('the file with all keys', () => {
  it.for<readonly [string, string, KeyName, readonly KeyName[], string]>([
    ['one key', fileText([NEW]), NEW, [OLD], fileText([NEW, OLD])],
    ['two keys', fileText([NEW]), NEW, [OLD, OLDER], fileText([NEW, OLD, OLDER])],
    ['a key of another provider', fileText([BOX]), BOX, [OLD], fileText([BOX], [OLD])],
    ['two keys of another provider', fileText([BOX]), BOX, [OLD, OLDER], fileText([BOX], [OLD, OLDER])],
    ['one key, and a file that ends with a line feed', `${fileText([NEW])}\n`, NEW, [OLD], fileText([NEW, OLD])],
  ])(
    'given %s, has it behind the writing key, from the host or from standard input',
    ([, text, writing, keys, wanted], { expect }) => {
      const path = file('encryption-config.json', text);
      const from = keys.map((key, index) => ({ key, path: file(`copy-${String(index)}`, fileText([key])) }));
      const carried = additionText(writing, keys, (index) => keyText(keys[index] ?? OLD));

      expect(whole(path, writing, from)).toMatchObject({ code: 0, stdout: wanted });
      expect(whole(path, writing, 'stdin', carried)).toMatchObject({ code: 0, stdout: wanted });
    },
  );

  it.for<readonly [string, string]>([
    ['pretty', JSON.stringify(JSON.parse(fileText([NEW])), undefined, 2)],
    [
      'other resources',
      fileText([NEW]).replace('["secrets"]', '["secrets"],"more":["configmaps"]').replace('}]}', '},{}]}'),
    ],
    ['another key', fileText([OLD])],
    ['two keys', fileText([NEW, OLDER])],
    ['nothing', ''],
  ])('given a file with %s, refuses to take it apart', ([, text], { expect }) => {
    const path = file('encryption-config.json', text);
    const copy = file('copy', fileText([OLD]));
    expect(whole(path, NEW, [{ key: OLD, path: copy }])).toMatchObject({ code: 3, stdout: '' });
  });

  it('given a copy without the key, or only with one whose name begins alike, refuses', ({ expect }) => {
    const path = file('encryption-config.json', fileText([NEW]));
    const copy = file('copy', fileText([OLDER]));
    expect(whole(path, NEW, [{ key: OLD, path: copy }])).toMatchObject({ code: 3 });
    expect(shell(hashKeyScript(OLD, copy))).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('one key of a file', () => {
  it('is printed and hashed as it stands there', ({ expect }) => {
    const copy = file('copy', fileText([NEW, OLD]));
    expect(shell(printKeyScript(OLD, copy))).toMatchObject({ code: 0, stdout: `${keyText(OLD)}\n` });
    expect(shell(hashKeyScript(OLD, copy)).stdout).toContain(sha256(keyText(OLD)));
  });
});

describe('the write of an encryption file', () => {
  const before = fileText([NEW]);
  const after = fileText([NEW, OLD]);

  function compose(changes: { readonly beforeSha256?: string; readonly afterSha256?: string } = {}) {
    const path = join(directory, 'encryption-config.json');
    const swap = { path, beforeSha256: sha256(before), afterSha256: sha256(after), ...changes };
    return scriptOf(composeCommand({ path, writing: NEW, from: [{ key: OLD, path: join(directory, 'copy') }] }, swap));
  }

  beforeEach(() => {
    file('encryption-config.json', before);
    file('copy', fileText([OLD]));
  });

  function state() {
    const path = join(directory, 'encryption-config.json');
    const left = execFileSync('ls', [directory], { encoding: 'utf8' }).split('\n');
    return {
      text: readFileSync(path, 'utf8'),
      mode: statSync(path).mode & 0o777,
      parts: left.filter((name) => name.includes('.keyturn')),
    };
  }

  it('gives the file its new bytes at once, for root alone, and leaves nothing beside it', ({ expect }) => {
    expect(shell(compose())).toMatchObject({ code: 0 });
    expect(state()).toEqual({ text: after, mode: 0o600, parts: [] });
  });

  it('given a file that is not the expected one, leaves it', ({ expect }) => {
    expect(shell(compose({ beforeSha256: 'f'.repeat(64) }))).toMatchObject({ code: 4 });
    expect(state()).toMatchObject({ text: before, parts: [] });
  });

  it('given a file that somebody writes while the new one is made, leaves it, and removes the part', ({ expect }) => {
    const path = join(directory, 'encryption-config.json');
    const meanwhile = compose().replace('sync ', `printf theirs > '${path}' && sync `);
    expect(shell(meanwhile)).toMatchObject({ code: 4 });
    expect(state()).toMatchObject({ text: 'theirs', parts: [] });
  });

  it('given that other bytes came out than were expected, leaves the file, and removes the part', ({ expect }) => {
    expect(shell(compose({ afterSha256: 'f'.repeat(64) }))).toMatchObject({ code: 5 });
    expect(state()).toMatchObject({ text: before, parts: [] });
  });

  it('given a whole file on standard input, or from a copy, writes exactly that', ({ expect }) => {
    const path = join(directory, 'encryption-config.json');
    const there = { path, beforeSha256: sha256(before), afterSha256: sha256(after) };
    const back = { path, beforeSha256: sha256(after), afterSha256: sha256(before) };
    expect(shell(scriptOf(receiveCommand(there, after)), after)).toMatchObject({ code: 0 });
    expect(state()).toMatchObject({ text: after });
    const sealed = file('sealed', before);
    expect(shell(scriptOf(returnCommand(sealed, back)))).toMatchObject({ code: 0 });
    expect(state()).toEqual({ text: before, mode: 0o600, parts: [] });
  });

  it('has key material in no command, on standard input alone', ({ expect }) => {
    const path = join(directory, 'encryption-config.json');
    const swap = { path, beforeSha256: sha256(before), afterSha256: sha256(after) };
    const carried = composeCommand({ path, writing: NEW, from: 'stdin' }, swap, `,${keyText(OLD)}`);
    const commands = [carried, receiveCommand(swap, after)];
    for (const command of commands) {
      for (const secret of MATERIAL.values()) expect(JSON.stringify(command.body)).not.toContain(secret);
      expect(command.stdin).toContain(MATERIAL.get(OLD.name));
    }
  });
});
