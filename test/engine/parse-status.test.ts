import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/engine/parse-status.ts';
import type { EncryptionStatus } from '../../src/model/encryption.ts';
import { recorded } from '../support/recordings.ts';

const aescbc = (name: string) => ({ provider: 'aescbc', name }) as const;
const secretbox = (name: string) => ({ provider: 'secretbox', name }) as const;

const ENABLED: Omit<EncryptionStatus, 'raw'> = {
  enablement: 'enabled',
  stage: 'start',
  hashesMatch: true,
  hashError: undefined,
  activeKey: aescbc('aescbckey'),
  inactiveKeys: [],
};

const NOT_CONFIGURED: Omit<EncryptionStatus, 'raw'> = {
  enablement: 'not-configured',
  stage: undefined,
  hashesMatch: false,
  hashError: undefined,
  activeKey: undefined,
  inactiveKeys: [],
};

const RECORDED: Readonly<Record<string, Omit<EncryptionStatus, 'raw'>>> = {
  '2022/status-text-start': ENABLED,
  '2022/status-text-prepare-mismatch': {
    ...ENABLED,
    stage: 'prepare',
    hashesMatch: false,
    hashError: 'hash does not match between s1 and s2',
    activeKey: undefined,
  },
  '2022/status-text-rotate-mismatch': {
    ...ENABLED,
    stage: 'rotate',
    hashesMatch: false,
    hashError: 'hash does not match between node-1 and node-2',
    activeKey: aescbc('aescbckey-2021-12-10T22:54:38Z'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2022/status-text-reencrypt-active': {
    ...ENABLED,
    stage: 'reencrypt_active',
    activeKey: aescbc('aescbckey-2022-04-25T20:49:00Z'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2022/status-text-reencrypt-finished': {
    ...ENABLED,
    stage: 'reencrypt_finished',
    activeKey: aescbc('aescbckey-2022-04-25T20:49:00Z'),
  },
  '2026/status-text-given-up': {
    ...ENABLED,
    stage: 'reencrypt_active',
    activeKey: aescbc('aescbckey-2026-11-28T01:17:35Z'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2026/status-text-given-up-restarted': {
    ...ENABLED,
    activeKey: aescbc('aescbckey-2026-11-28T01:17:35Z'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2025/status-text-secretbox': { ...ENABLED, activeKey: secretbox('secretboxkey') },
  '2026/status-text-not-configured': NOT_CONFIGURED,
  '2022/status-text-disabled': {
    ...ENABLED,
    enablement: 'disabled',
    activeKey: undefined,
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2026/status-text-identity-only': { ...ENABLED, enablement: 'disabled', activeKey: undefined },
  '2025/status-text-with-warnings': { ...ENABLED, activeKey: aescbc('aescbckey-2026-03-09T09:46:54+01:00') },
  '2022/status-json-start': ENABLED,
  '2026/status-json-not-configured': NOT_CONFIGURED,
  '2022/status-json-mismatch': {
    ...ENABLED,
    stage: 'rotate',
    hashesMatch: false,
    hashError: 'hash does not match between A and B',
    activeKey: aescbc('aescbckey-2021-12-10T22:54:38Z'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2025/status-json-rotate': {
    ...ENABLED,
    stage: 'rotate',
    activeKey: aescbc('aescbckey-2026-03-09T09:46:54+01:00'),
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2026/status-json-disabled': {
    ...ENABLED,
    enablement: 'disabled',
    activeKey: undefined,
    inactiveKeys: [aescbc('aescbckey')],
  },
  '2026/status-json-secretbox-migration': {
    ...ENABLED,
    stage: 'reencrypt_active',
    activeKey: secretbox('secretboxkey-2026-03-09T09:46:54+01:00'),
    inactiveKeys: [aescbc('aescbckey')],
  },
};

const UNREADABLE: readonly (readonly [why: string, text: string])[] = [
  ['nothing at all', ''],
  ['another text', 'core not ready\n'],
  ['half a text: the hashes are missing', 'Encryption Status: Enabled\nCurrent Rotation Stage: start\n'],
  ['an unknown word for the status', 'Encryption Status: Perhaps\n'],
  ['a line nobody knows', `${recorded('2022/status-text-start')}Provider Count: 2\n`],
  [
    'an error line',
    `${recorded('2022/status-text-start')}FATA[0000] see server log for details: secret-encrypt error ID 40879\n`,
  ],
  ['a key type nobody knows', recorded('2022/status-text-start').replace('AES-CBC', 'AES-GCM')],
  ['two active keys', recorded('2022/status-text-rotate-mismatch').replace(/^ {8}AES/m, ' *      AES')],
  ['the status twice', recorded('2022/status-text-start').repeat(2)],
  ['JSON cut off', recorded('2025/status-json-rotate').slice(0, 40)],
  ['JSON with a wrong type', '{"stage": "start", "activekey": "aescbckey", "enable": "true"}'],
  ['JSON with an unknown key type', '{"stage": "start", "activekey": "KMS name", "enable": true}'],
  [
    'JSON with an unknown inactive key type',
    '{"stage": "start", "activekey": "", "enable": true, "inactivekeys": ["KMS name"]}',
  ],
  ['JSON with a key and no enable', '{"stage": "start", "activekey": "aescbckey"}'],
];

describe('the status of secrets-encrypt', () => {
  it.each(Object.entries(RECORDED))(
    'given the recorded %s, when it is read, then every part is found',
    (name, expected) => {
      const raw = recorded(name);
      expect(parseStatus(raw)).toEqual({ ok: true, value: { ...expected, raw } });
    },
  );

  it.each(UNREADABLE)('given %s, when it is read, then it is a failure and not a guess', (_why, text) => {
    expect(parseStatus(text)).toMatchObject({ ok: false, failure: { reason: expect.stringMatching(/status/) } });
  });

  it('given a stage nobody knows, when it is read, then the stage is left open and the text kept', () => {
    const raw = recorded('2025/status-json-rotate').replace('"rotate"', '"reencrypt_paused"');
    expect(parseStatus(raw)).toMatchObject({ ok: true, value: { stage: undefined, raw } });
  });

  it('given fields of later releases in JSON, when it is read, then they are passed over', () => {
    const raw = recorded('2022/status-json-start').replace('{', '{"later": [1],');
    expect(parseStatus(raw)).toMatchObject({ ok: true, value: { ...ENABLED } });
  });

  it('given any text, when it is read, then nothing is thrown and what is read keeps the text', () => {
    const words = ['Encryption Status: ', 'Enabled', '\n', ' *      AES-CBC   k', '{', '"stage": ', '}', 'null', '[]'];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((some) => some.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const status = parseStatus(raw);
        expect(status.ok ? status.value.raw : raw).toBe(raw);
      }),
    );
  });
});
