import { describe, expect, it } from 'vitest';

import { admissionAnswer } from '../../src/plan/admission-answer.ts';
import { raised } from '../support/preflight.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';

describe('the answer to a write', () => {
  it.each([
    [200, '', 'admitted'],
    [201, '', 'admitted'],
    [403, 'exceeded quota: secrets', 'refused'],
    [422, "ValidatingAdmissionPolicy 'owners' denied request", 'refused'],
    [400, 'admission webhook "p.example.com" denied the request: no', 'refused'],
    [400, 'admission webhook "p.example.com" does not support dry run', 'untold'],
    [403, 'secrets "x" is forbidden: not yet ready to handle request', 'untold'],
    [401, 'Unauthorized', 'untold'],
    [409, 'the object has been modified', 'untold'],
    [429, 'too many requests', 'untold'],
    [500, 'failed calling webhook', 'untold'],
    [0, 'curl: (7)', 'untold'],
  ] as const)('given %i and %j, is %s', (status, message, expected) => {
    expect(admissionAnswer({ status, message })).toBe(expected);
  });
});

describe('canaries that were tried', () => {
  const { three } = SAMPLE_FACTS;

  it.each([
    [{ status: 200, message: '' }, []],
    [{ status: 422, message: 'corp: Secrets need label owner' }, ['refuse canaries-admitted s2']],
    [{ status: 500, message: 'failed calling webhook' }, ['warn canaries-admitted s2']],
  ])('given %j through one apiserver, are judged: %j', (answer, expected) => {
    const triedCanaries = [
      { server: 's1', status: 200, message: '' },
      { server: 's2', ...answer },
    ];
    expect(raised({ ...three, triedCanaries })).toEqual(expected);
  });

  it('given nobody tried, as in the middle of a run, are not judged', () => {
    expect(raised({ ...three, triedCanaries: undefined })).toEqual([]);
  });
});
