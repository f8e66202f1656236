import { describe, it } from 'vitest';
import { keysAtEnd } from '../../src/history/keys-at-end.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { journalUntil, samplePlan } from '../support/sample-journal.ts';

const STAGED = samplePlan(SAMPLE_FACTS.three, 'staged');
const SINGLE = samplePlan(SAMPLE_FACTS.one, 'staged');
const ROTATE_KEYS = samplePlan(SAMPLE_FACTS.three, 'rotate-keys');

describe('how the keys stand where a run stopped', () => {
  it.for([
    ['three staged, nothing done', STAGED, 'nothing', 'as-before'],
    ['three staged, copies sealed', STAGED, 'seal:s3', 'as-before'],
    ['three staged, prepared', STAGED, 'command:prepare', 'readable-everywhere'],
    ['three staged, rotated and half restarted', STAGED, 'restart:rotate:s2', 'readable-everywhere'],
    ['three staged, rewriting', STAGED, 'command:reencrypt', 'rewriting'],
    ['three staged, in its last roll', STAGED, 'restart:reencrypt_finished:s2', 'rewriting'],
    ['one staged, rotated', SINGLE, 'command:rotate', 'readable-everywhere'],
    ['one staged, rewriting', SINGLE, 'command:reencrypt-skip', 'rewriting'],
    ['rotate-keys, copies sealed', ROTATE_KEYS, 'seal:s3', 'as-before'],
    ['three staged, proving', STAGED, 'prove', 'rewriting'],
    ['rotate-keys sent', ROTATE_KEYS, 'command:rotate-keys', 'rewriting-before-followers'],
  ] as const)('given %s, says no more than is certain', ([, plan, last, expected], { expect }) => {
    expect(keysAtEnd(journalUntil(plan, last, 'intended'), plan)).toBe(expected);
  });

  it.for([
    ['three staged', STAGED],
    ['one staged', SINGLE],
    ['rotate-keys', ROTATE_KEYS],
    ['one that was begun elsewhere', { ...STAGED, entry: { at: 'rotate' } } as const],
  ] as const)('given %s whose proof held, says that the rotation is over', ([, plan], { expect }) => {
    expect(keysAtEnd(journalUntil(plan, 'prove'), plan)).toBe('rotated');
    expect(keysAtEnd(journalUntil(plan, 'prove', 'failed'), plan)).not.toBe('rotated');
  });

  it('given a rotation that was begun elsewhere, claims nothing', ({ expect }) => {
    const plan = { ...STAGED, entry: { at: 'rotate' } } as const;
    expect(keysAtEnd(journalUntil(plan, 'nothing'), plan)).toBe('unsure');
  });

  it('given writes of Secrets may be refused still, claims nothing', ({ expect }) => {
    const plan = { ...ROTATE_KEYS, course: { ...ROTATE_KEYS.course, freezeWrites: true } };
    expect(keysAtEnd(journalUntil(plan, 'freeze-writes', 'intended'), plan)).toBe('unsure');
  });
});
