import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  causeOf,
  classifyCause,
  isDeletedMeanwhile,
  newestCauseOf,
  newestMishapOf,
  type CauseClass,
} from '../../src/engine/server-cause.ts';
import { errorIdOf } from '../../src/engine/stage-answer.ts';
import { recorded, recording } from '../support/recordings.ts';

const CAUSES: Readonly<Record<CauseClass, readonly string[]>> = {
  refused: [
    'hash does not match between cluster-control-plane-001 and cluster-control-plane-002',
    'incorrect stage: prepare found on node s1',
    'invalid hash: 0123 found on node s1',
    'missing annotation on node s1',
    'invalid annotation  found on node rke-m01.example.com',
    'cannot manage secrets encryption on non control-plane node s4',
    'node s2 is running k3s version v1.27.1+k3s1 that does not support rotate-keys',
    'prepare does not support secretbox key type, use rotate-keys instead',
    'reencrypt does not support secretbox key type, use rotate-keys instead',
    'another reencrypt is already active',
    'non-standard encryption keys found',
    'unsupported encryption keys found',
    'more than 2 providers (3) found in secrets encryption',
    'more than 3 providers (4) found in secrets encryption',
    'cannot enable secrets encryption with secretbox key type, no keys found',
    'unable to enable/disable secrets encryption, unknown configuration',
    'open : no such file or directory',
    'core not ready',
  ],
  mutated: [
    'apiserver has not reloaded encryption configuration (reload success: 1/2, reload timestamp 3/4)',
    'failed to update secret: admission webhook "policy.example.com" denied the request',
    'Failed to reencrypted secret: Operation cannot be fulfilled on secrets "serving-cert"',
    'etcdclient: no available endpoints',
    'wrapped: failed to update secret: not found on node s1',
  ],
  unknown: [
    '',
    'encryption reload time is incorrectly ahead of current time',
    'encryption config time metric not found',
    'encryption config total metric not found',
    'something new',
  ],
};

const ROWS = Object.entries(CAUSES).flatMap(([kind, causes]) => causes.map((cause) => [cause, kind] as const));

describe('causes in the journal of the server', () => {
  it.each(ROWS)('given %j, then it is %s', (cause, kind) => {
    expect(classifyCause(cause)).toBe(kind);
  });

  it('given an id, when its cause is looked up, then only the line of that id counts', () => {
    const journal = recorded('2026/refused-journal');
    expect(causeOf(journal, '64660')).toBe('incorrect stage: prepare found on node cluster-control-plane-001');
    expect(causeOf(journal, '64661')).toMatch(/^hash does not match between/);
    expect(causeOf(journal, '6466')).toBeUndefined();
  });

  it('given what every command was answered after a rewrite that was given up, when each is looked up, then nothing was changed', () => {
    const { err, log } = recording('2026/given-up-restarted-refused');
    const ids = err
      .trim()
      .split('\n')
      .map((line) => errorIdOf(line) ?? '');
    const causes = ids.map((id) => causeOf(log, id) ?? '');
    expect(causes.map((cause) => cause.slice(0, 15))).toEqual([
      'invalid hash: 6',
      'incorrect stage',
      'incorrect stage',
      'invalid hash: 6',
    ]);
    expect(causes.map(classifyCause)).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  it('given the answer of February 2022, which names no id, when the newest cause is looked up, then it is that of its journal', () => {
    expect(errorIdOf(recorded('2022/status-refused-without-id'))).toBeUndefined();
    expect(newestCauseOf(recorded('2022/status-refused-journal'))).toBe(
      'invalid annotation  found on node rke-m01.example.com',
    );
    expect(newestCauseOf(recorded('2026/refused-journal'))).toMatch(/^hash does not match between/);
    expect(newestCauseOf('')).toBeUndefined();
  });

  it('given refusals of other questions beside it, when a mishap is looked for, then they count for nothing', () => {
    const mishap = 'level=error msg="secret-encrypt error ID 10001: failed to update secret default/a"';
    const refusal = 'level=error msg="secret-encrypt error ID 10002: core not ready"';
    expect(newestMishapOf([mishap, refusal].join('\n'))).toMatch(/^failed to update secret/);
    expect(newestMishapOf(refusal)).toBeUndefined();
  });

  it('given only the line about the response, when the cause is looked up, then there is none', () => {
    expect(
      causeOf('msg="Sending HTTP/1.1 400 response to 127.0.0.1:51842: secret-encrypt error ID 64661"', '64661'),
    ).toBeUndefined();
  });

  it('given quotes inside the message, when the cause is looked up, then they are read as such', () => {
    const line = String.raw`level=error msg="secret-encrypt error ID 12345: failed to update secret: webhook \"a\" denied"`;
    expect(causeOf(line, '12345')).toBe('failed to update secret: webhook "a" denied');
  });

  it('given an id that is no number, then it is never made a pattern', () => {
    expect(causeOf('secret-encrypt error ID 12345: x', '.*')).toBeUndefined();
  });

  it('given any text, then nothing is thrown and nothing is called refused by chance', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(causeOf(text, '12345')).toBeUndefined();
        expect(classifyCause(text)).toBe('unknown');
      }),
    );
  });
});

describe('whether a rewrite met a Secret that was deleted', () => {
  it.each([
    ['failed to update secret: secrets "sh.helm.release.v1.app.v3" not found', true],
    ['Failed to reencrypted secret: secrets "a" not found', true],
    // A webhook that looks something up: asked anew it would refuse again.
    ['failed to update secret: admission webhook "guard.example.com" denied the request: secrets "a" not found', false],
    ['failed to update secret: namespaces "a" not found', false],
    ['failed to update secret: Operation cannot be fulfilled on secrets "a": the object has been modified', false],
    ['apiserver has not reloaded encryption configuration', false],
  ])('given %j, then it is %s', (cause, deleted) => {
    expect(isDeletedMeanwhile(cause)).toBe(deleted);
  });
});
