import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { remnantsOn } from '../../src/cluster/remnants.ts';
import { confirmDatabaseCopy, copyDatabaseCommand } from '../../src/cluster/sqlite-copy.ts';
import type { Datastore } from '../../src/model/datastore.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../support/fake-runner.ts';

const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-24T02:00:05Z' };
const hasSqlite3 = spawnSync('sqlite3', ['--version']).status === 0;

/** kine v0.16.4 `pkg/drivers/sqlite/sqlite.go`. */
const TABLE =
  'CREATE TABLE kine (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, created INTEGER, deleted INTEGER, create_revision INTEGER, prev_revision INTEGER, lease INTEGER, value BLOB, old_value BLOB);';

function sqlite(file: string, directory: string): Datastore {
  return {
    kind: 'kine',
    database: 'sqlite',
    socket: join(directory, 'kine.sock'),
    tls: undefined,
    file,
    http2: true,
    sqlite3: true,
  };
}

function hex(text: string | undefined): string {
  return text === undefined ? 'NULL' : `X'${Buffer.from(text).toString('hex')}'`;
}

/** A database with these rows: name, value, value of before, deleted. */
async function withDatabase<T>(
  rows: readonly (readonly [name: string, value: string | undefined, old: string | undefined, deleted?: 1])[],
  use: (file: string, directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "keyturn's kine-"));
  const inserts = rows.map(
    ([name, value, old, deleted = 0]) =>
      `INSERT INTO kine (name, deleted, value, old_value) VALUES ('/registry/${name}', ${deleted}, ${hex(value)}, ${hex(old)});`,
  );
  const file = join(directory, 'state.db');
  execFileSync('sqlite3', [file], { input: ['PRAGMA journal_mode=WAL;', TABLE, ...inserts].join('\n') });
  try {
    return await use(file, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A host whose commands run here. */
function thisHost() {
  return fakeRunner(
    [
      [
        /./,
        (command: RemoteCommand): FakeAnswer => {
          const { status, stdout, stderr } = spawnSync(
            'sh',
            ['-c', 'script' in command.body ? command.body.script : ''],
            {
              encoding: 'utf8',
            },
          );
          return { exitCode: status ?? 1, stdout, stderr };
        },
      ],
    ],
    { user: 'root' },
  );
}

const OLD_VALUE = 'k8s:enc:aescbc:v1:aescbckey:old';
const NEW_VALUE = `k8s:enc:aescbc:v1:${NEW.name}:new`;
const PLAIN = 'k8s\0plain';

describe('older values in the database behind kine', () => {
  it
    .runIf(hasSqlite3)
    .each<readonly [string, Parameters<typeof withDatabase>[0], { rows: number; plaintext: number }]>([
      ['none', [['secrets/a/one', NEW_VALUE, undefined]], { rows: 0, plaintext: 0 }],
      ['an older one under the same key', [['secrets/a/one', NEW_VALUE, NEW_VALUE]], { rows: 0, plaintext: 0 }],
      [
        'a rotation that was not compacted: superseded rows, and the rows after them',
        [
          ['secrets/a/one', OLD_VALUE, undefined],
          ['secrets/a/two', OLD_VALUE, undefined],
          ['secrets/a/one', NEW_VALUE, OLD_VALUE],
          ['secrets/a/two', NEW_VALUE, OLD_VALUE],
        ],
        { rows: 4, plaintext: 0 },
      ],
      ['one that lies in the clear', [['secrets/a/one', NEW_VALUE, PLAIN]], { rows: 1, plaintext: 1 }],
      [
        'a current one that is not rewritten yet: it is no remnant',
        [['secrets/a/one', OLD_VALUE, undefined]],
        { rows: 0, plaintext: 0 },
      ],
      [
        'a Secret that was deleted',
        [
          ['secrets/a/one', NEW_VALUE, undefined],
          ['secrets/a/one', undefined, OLD_VALUE, 1],
        ],
        { rows: 1, plaintext: 0 },
      ],
      ['other objects, which no key is for', [['configmaps/a/one', 'k8s\0b', 'k8s\0a']], { rows: 0, plaintext: 0 }],
    ])('given %s, are counted by the real sqlite3', async (_, rows, counted) => {
    const found = await withDatabase(rows, (file, directory) =>
      remnantsOn(fakeContext(), thisHost(), { server: { datastore: sqlite(file, directory) }, active: NEW }),
    );
    expect(found).toEqual({ kind: 'counted', ...counted });
  });

  it('given no sqlite3 there, or another database, are not known', async () => {
    const kine = sqlite('/db', '/dir');
    const without = { ...kine, sqlite3: false } as Datastore;
    const mysql = { ...kine, database: 'mysql', file: undefined } as Datastore;
    const ask = (datastore: Datastore) =>
      remnantsOn(fakeContext(), fakeRunner([]), { server: { datastore }, active: NEW });
    expect(await ask(without)).toEqual({ kind: 'unknown', reason: 'no-sqlite3' });
    expect(await ask(mysql)).toEqual({ kind: 'unknown', reason: 'other-database' });
  });

  it('given an answer that is not two numbers, are not known', async () => {
    const runner = fakeRunner([['kine remnants', 'Error: no such table: kine']]);
    const found = await remnantsOn(fakeContext(), runner, {
      server: { datastore: sqlite('/db', '/dir') },
      active: NEW,
    });
    expect(found).toEqual({ kind: 'unknown', reason: 'not-answered' });
  });
});

describe('a copy of the database', () => {
  it.runIf(hasSqlite3 && process.getuid?.() === 0)(
    'is made and found whole by the real sqlite3, readable by root only, and is one file',
    async () => {
      await withDatabase([['secrets/a/one', NEW_VALUE, OLD_VALUE]], async (file, directory) => {
        const copy = { file, name: 'keyturn-0123456789ab-before' };
        const runner = thisHost();
        expect(await runner.output(fakeContext(), copyDatabaseCommand(copy))).toMatchObject({ ok: true });
        const found = await confirmDatabaseCopy(fakeContext(), runner, copy);
        expect(found).toMatchObject({
          ok: true,
          value: { path: `${directory}/keyturn-copies/keyturn-0123456789ab-before.db`, rows: 1 },
        });
        const listed = execFileSync('ls', ['-A', `${directory}/keyturn-copies`], { encoding: 'utf8' });
        expect(listed.trim()).toBe('keyturn-0123456789ab-before.db');
      });
    },
  );

  it.each([
    ['a copy in which something is wrong', '4096 600 root:root\n*** in database main ***\nbad\n7\n'],
    ['a copy without rows', '4096 600 root:root\nok\n0\n'],
    ['a copy that others may read', '4096 644 root:root\nok\n7\n'],
  ])('given %s, is not believed', async (_, answer) => {
    const runner = fakeRunner([['inspect database copy', answer]]);
    const found = await confirmDatabaseCopy(fakeContext(), runner, { file: '/d/state.db', name: 'n' });
    expect(found).toMatchObject({
      ok: false,
      failure: { kind: 'snapshot-unconfirmed', name: '/d/keyturn-copies/n.db' },
    });
  });
});
