import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptionFileCommand, parseEncryptionFile } from '../../src/engine/encryption-file.ts';

const run = promisify(execFile);

const MATERIAL = 'c2VjcmV0IGtleSBtYXRlcmlhbCBvZiAzMiBieXRlcyE=';

function encryptionConfig(providers: readonly object[]): string {
  return JSON.stringify({
    kind: 'EncryptionConfiguration',
    apiVersion: 'apiserver.config.k8s.io/v1',
    resources: [{ resources: ['secrets'], providers }],
  });
}

const keys = (...names: readonly string[]) => ({ keys: names.map((name) => ({ name, secret: MATERIAL })) });
const TWO_KEYS = encryptionConfig([
  { aescbc: keys('aescbckey-2026-11-23T20:45:00+01:00', 'aescbckey') },
  { identity: {} },
]);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let root: string;
let dataDir: string;

/** Runs the script as a real shell would, on files of our own. */
async function ask(file: string | undefined, state: string | undefined, modifiedAt?: number): Promise<string> {
  dataDir = await mkdtemp(join(root, "it's a "));
  const cred = join(dataDir, 'server/cred');
  await mkdir(cred, { recursive: true });
  if (file !== undefined) await writeFile(join(cred, 'encryption-config.json'), file, { mode: 0o600 });
  if (modifiedAt !== undefined) await utimes(join(cred, 'encryption-config.json'), modifiedAt, modifiedAt);
  if (state !== undefined) await writeFile(join(cred, 'encryption-state.json'), state);
  const { body } = encryptionFileCommand(dataDir);
  const { stdout } = await run('sh', ['-c', 'script' in body ? body.script : 'exit 1']);
  return stdout;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keyturn-test-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

describe('the encryption file of a server', () => {
  it('given a file with the time it had on another server, when it is asked for, then its age is that of its coming', async () => {
    const parsed = parseEncryptionFile(await ask(TWO_KEYS, undefined, 1_000_000));
    expect(parsed.ok && parsed.value.file?.changedAtSeconds).toEqual(expect.closeTo(Date.now() / 1_000, -3));
  });

  it('given two keys and a state, when it is asked for, then names, order, hash and state are known and no key', async () => {
    const state = `rotate-${sha256(TWO_KEYS)}`;
    const stdout = await ask(TWO_KEYS, state);
    expect(stdout).not.toContain(MATERIAL);
    expect(parseEncryptionFile(stdout)).toEqual({
      ok: true,
      value: {
        file: {
          path: join(dataDir, 'server/cred/encryption-config.json'),
          sha256: sha256(TWO_KEYS),
          keys: [
            { provider: 'aescbc', name: 'aescbckey-2026-11-23T20:45:00+01:00' },
            { provider: 'aescbc', name: 'aescbckey' },
          ],
          resources: ['secrets'],
          providers: ['aescbc', 'identity'],
          changedAtSeconds: expect.closeTo(Date.now() / 1_000, -3),
          mode: '600',
          owner: expect.stringMatching(/^\S+:\S+$/),
        },
        state: { stage: 'rotate', sha256: sha256(TWO_KEYS) },
      },
    });
  });

  it('given secretbox and aescbc side by side, when it is read, then each key has its own provider', async () => {
    const file = encryptionConfig([
      { secretbox: keys('secretboxkey') },
      { aescbc: keys('aescbckey') },
      { identity: {} },
    ]);
    const parsed = parseEncryptionFile(await ask(file, undefined));
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        file: {
          keys: [
            { provider: 'secretbox', name: 'secretboxkey' },
            { provider: 'aescbc', name: 'aescbckey' },
          ],
          providers: ['secretbox', 'aescbc', 'identity'],
        },
        state: undefined,
      },
    });
  });

  it('given a file with KMS, when it is read, then the provider shows and its name is no key', async () => {
    const file = encryptionConfig([{ kms: { name: 'vault', endpoint: 'unix:///kms' } }, { identity: {} }]);
    const parsed = parseEncryptionFile(await ask(file, undefined));
    expect(parsed).toMatchObject({ ok: true, value: { file: { keys: [], providers: ['kms', 'identity'] } } });
  });

  it('given a file written by hand over several lines, when it is read, then it is read all the same', async () => {
    const file = JSON.stringify(JSON.parse(TWO_KEYS), undefined, 2);
    const parsed = parseEncryptionFile(await ask(file, undefined));
    expect(parsed).toMatchObject({ ok: true, value: { file: { providers: ['aescbc', 'identity'] } } });
  });

  it('given neither file, when it is asked for, then both are absent', async () => {
    const parsed = parseEncryptionFile(await ask(undefined, undefined));
    expect(parsed).toEqual({ ok: true, value: { file: undefined, state: undefined } });
  });

  it('given a state file with another text, when it is read, then that is a failure', async () => {
    const parsed = parseEncryptionFile(await ask(TWO_KEYS, '{}'));
    expect(parsed).toMatchObject({ ok: false, failure: { reason: expect.stringContaining('state file') } });
  });

  it('given a file that is replaced while it is read, then that is a failure', async () => {
    const stdout = await ask(TWO_KEYS, undefined);
    const replaced = stdout.replace(/(@again\n)[0-9a-f]{64}/, `$1${sha256('another')}`);
    expect(parseEncryptionFile(replaced)).toMatchObject({
      ok: false,
      failure: { reason: expect.stringContaining('changed') },
    });
  });

  it('given an answer that was cut off, when it is read, then that is a failure', async () => {
    const stdout = await ask(TWO_KEYS, undefined);
    expect(parseEncryptionFile(stdout.replace('@end\n', '')).ok).toBe(false);
  });

  it('given any text, when it is read, then nothing is thrown', () => {
    const lines = fc.constantFrom(
      '@sha256',
      '@stat',
      '@names',
      '@again',
      '@state',
      '@end',
      '"aescbc":{',
      '"name":"k"',
      'x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(lines).map((some) => some.join('\n')),
    );
    fc.assert(
      fc.property(text, (stdout) => {
        expect(typeof parseEncryptionFile(stdout).ok).toBe('boolean');
      }),
    );
  });

  it.each(['\u001B[2J', '\r', '\u007F', '\u009B1A', '\u202E', '\u2028'])(
    'given a key name with %j in it, when it is read, then it is refused and not repeated',
    (control) => {
      const parsed = parseEncryptionFile(
        [
          '@sha256',
          `${'0'.repeat(64)}  /f`,
          '@stat',
          '1 600 root:root',
          '@names',
          '"aescbc": {',
          `"name": "a${control}b"`,
          '@again',
          `${'0'.repeat(64)}  /f`,
          '@end',
        ].join('\n'),
      );
      expect(parsed).toEqual({ ok: false, failure: { reason: 'encryption file: a key name with control characters' } });
    },
  );
});

describe('the resources of the encryption file', () => {
  it.each([
    ['as the engine writes it', TWO_KEYS, ['secrets']],
    ['with more than one', TWO_KEYS.replace('["secrets"]', '["secrets", "configmaps"]'), ['secrets', 'configmaps']],
    [
      'with blocks of their own',
      TWO_KEYS.replace(/}]}$/, '}]},{"resources":["configmaps"]}]}'),
      ['secrets', 'configmaps'],
    ],
    ['written by hand, over several lines', TWO_KEYS.replace('["secrets"]', '[\n"secrets"\n]'), []],
  ])('given a file %s, are %j', async (_, text, resources) => {
    const parsed = parseEncryptionFile(await ask(text, undefined));
    expect(parsed).toMatchObject({ ok: true, value: { file: { resources } } });
  });
});
