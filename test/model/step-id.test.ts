import { describe, it } from 'vitest';

import { isStepId, parseStepId, partsOf } from '../../src/model/step-id.ts';
import type { StepId, StepParts } from '../../src/model/step.ts';

const STEPS: readonly (readonly [StepId, StepParts])[] = [
  ['snapshot-before', { kind: 'snapshot-before' }],
  ['seal:s1', { kind: 'seal', server: 's1' }],
  ['seal-new-key', { kind: 'seal-new-key' }],
  ['command:reencrypt-skip', { kind: 'command', command: 'reencrypt-skip' }],
  ['restart:prepare:s1', { kind: 'restart', roll: 'prepare', server: 's1' }],
  ['restart:rotate:fe80::1', { kind: 'restart', roll: 'rotate', server: 'fe80::1' }],
  ['container:reencrypt_finished:s1', { kind: 'container', roll: 'reencrypt_finished', server: 's1' }],
  ['loaded:rotate', { kind: 'loaded', roll: 'rotate', server: undefined }],
  ['loaded:rotate:s2', { kind: 'loaded', roll: 'rotate', server: 's2' }],
  ['census:last-holder', { kind: 'census', point: 'last-holder' }],
  ['census:before:fe80::1', { kind: 'census', point: 'before', server: 'fe80::1' }],
  ['census:before-container:s1', { kind: 'census', point: 'before-container', server: 's1' }],
];

const OTHERS: readonly string[] = [
  '',
  'prove:s1',
  'seal',
  'seal:',
  'command:disable',
  'restart:prepare',
  'restart:prepare:',
  'restart:start:s1',
  'container:prepare',
  'loaded',
  'loaded:prepare:',
  'census:before',
  'census:before:',
  'census:before-container',
  'census:after',
  'restart:prepare:s1\n',
];

describe('the name of a step', () => {
  it.for(STEPS)('%s is taken apart', ([id, parts], { expect }) => {
    expect(parseStepId(id)).toEqual(parts);
  });

  it.for(OTHERS)('is not "%s"', (text, { expect }) => {
    expect(isStepId(text)).toBe(false);
    expect(() => partsOf(text as StepId)).toThrow('not a step');
  });
});
