import { describe, it } from 'vitest';

import type { KeyProvider, Stage } from '../../../src/model/encryption.ts';
import type { EncryptionConfig } from '../../../src/simulator/engine/encryption-config.ts';
import { statusJson, statusText, type StatusInput } from '../../../src/simulator/engine/status-output.ts';
import { recording } from '../../support/recordings.ts';

function config(provider: KeyProvider, names: readonly string[], identityFirst = false): EncryptionConfig {
  return { provider, keys: names.map((name) => ({ name, secret: Buffer.alloc(32) })), identityFirst };
}

function at(stage: Stage, of: EncryptionConfig, more: Partial<StatusInput> = {}): StatusInput {
  return { stage, config: of, mismatch: undefined, ...more };
}

const OLD = config('aescbc', ['aescbckey']);
const PREPARED = config('aescbc', ['aescbckey', 'aescbckey-2026-11-27T22:47:04Z']);
const ROTATED = config('aescbc', ['aescbckey-2026-11-27T22:47:04Z', 'aescbckey']);
const NEW = config('aescbc', ['aescbckey-2026-11-27T22:47:04Z']);
const NAMED = config('aescbc', ['aescbckey-2026-11-27T22:48:42Z']);
const SECRETBOX = config('secretbox', ['secretboxkey-2026-11-27T22:52:50Z']);
const WITHOUT_FOLLOWERS = config('aescbc', ['aescbckey', 'aescbckey-2026-11-28T04:59:56Z']);
const MINTED = config('aescbc', ['aescbckey-2026-11-28T04:53:05Z']);
const MISMATCH = { mismatch: 'hash does not match between k1 and k2' };

describe('the status that the simulated engine prints', () => {
  const CASES: readonly (readonly [string, StatusInput])[] = [
    ['2026/status-text-start', at('start', OLD)],
    ['2026/status-json-start', at('start', OLD)],
    ['2026/status-text-prepare', at('prepare', PREPARED)],
    ['2026/status-text-mismatch', at('prepare', WITHOUT_FOLLOWERS, MISMATCH)],
    ['2026/status-json-mismatch', at('prepare', WITHOUT_FOLLOWERS, MISMATCH)],
    ['2026/status-text-mismatch-one-key', at('reencrypt_finished', MINTED, MISMATCH)],
    ['2026/status-json-mismatch-one-key', at('reencrypt_finished', MINTED, MISMATCH)],
    ['2026/status-text-mismatch-follower', at('start', OLD, MISMATCH)],
    ['2026/status-text-rotate', at('rotate', ROTATED)],
    ['2026/status-json-rotate', at('rotate', ROTATED)],
    [
      '2026/status-text-reencrypt-active',
      at('reencrypt_active', config('aescbc', ['aescbckey-2026-11-28T01:17:35Z', 'aescbckey'])),
    ],
    ['2026/status-text-reencrypt-finished', at('reencrypt_finished', NEW)],
    ['2026/status-json-reencrypt-finished', at('reencrypt_finished', NAMED)],
    ['2026/status-text-disabled', at('reencrypt_finished', { ...NAMED, identityFirst: true })],
    ['2026/status-json-disabled', at('start', { ...OLD, identityFirst: true })],
    ['2026/status-text-secretbox', at('reencrypt_finished', SECRETBOX)],
    ['2026/status-json-secretbox', at('reencrypt_finished', SECRETBOX)],
    ['2022/status-json-start', at('start', OLD, { bareNames: true })],
    ['2022/status-json-disabled', at('start', { ...OLD, identityFirst: true }, { bareNames: true })],
  ];
  it.for(CASES)('given %s, then it is that, byte for byte', ([name, input], { expect }) => {
    const printed = name.includes('-json-') ? statusJson(input) : statusText(input);

    expect(printed).toBe(recording(name).out);
  });
});
