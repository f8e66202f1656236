import { describe, it } from 'vitest';

import { arrangeRescue } from '../../../src/plan/rescue/arrange.ts';
import { buildRescuePlan } from '../../../src/plan/rescue/build.ts';
import { mayBeUndone, rescueEntryOf } from '../../../src/plan/rescue/entry.ts';
import { parsePlan, parseStoredPlan, planText } from '../../../src/plan/parse-plan.ts';
import { sampleCluster } from '../../support/sample-facts.ts';
import { done, intended, journalLines } from '../../support/sample-journal.ts';
import { allSeen, GONE, HELD, stateOf } from './states.ts';

function planOf(facts: typeof GONE) {
  const state = stateOf(facts);
  const rescue = arrangeRescue(state, allSeen(state));
  if (!rescue.ok) throw new Error('not arranged');
  const none = () => () => ({ commands: [], mutates: false });
  return buildRescuePlan({ facts, cluster: sampleCluster(facts), rescue: rescue.value, checks: [], commandsFor: none });
}

describe('the plan of a rescue', () => {
  it('seals first, takes the keys out after the last count, and restarts at the very end', ({ expect }) => {
    expect(planOf(GONE).steps.map(({ id }) => id)).toEqual([
      'seal:s1',
      'seal:s2',
      'seal:s3',
      'add-key:s1',
      'add-key:s2',
      'add-key:s3',
      'all-keys-loaded',
      'all-readable',
      'census:before-return',
      'return-file:s1',
      'return-file:s2',
      'return-file:s3',
      'one-key-loaded',
      'census:before-restarts',
      'restart:reencrypt_finished:s2',
      'loaded:reencrypt_finished:s2',
      'restart:reencrypt_finished:s3',
      'loaded:reencrypt_finished:s3',
      'restart:reencrypt_finished:s1',
      'loaded:reencrypt_finished:s1',
      'prove',
      'snapshot-after',
      'clean-up',
    ]);
  });

  it('given the same facts, has the same bytes; given others, another id', ({ expect }) => {
    expect(planText(planOf(GONE))).toBe(planText(planOf(GONE)));
    expect(planOf(HELD).id).not.toBe(planOf(GONE).id);
  });

  it('is read back from a journal as it was written, and refused with another place in it', ({ expect }) => {
    const plan = planOf(HELD);
    const written = JSON.stringify(plan);
    expect(parseStoredPlan(JSON.parse(written), 'journal')).toEqual({ ok: true, value: plan });
    const other = written.replaceAll('"from":"s1"', '"from":"s3"');
    expect(other).not.toBe(written);
    expect(parseStoredPlan(JSON.parse(other), 'journal')).toMatchObject({ ok: false });
  });

  it('is no plan that a rotation can be applied by', ({ expect }) => {
    expect(parsePlan(planText(planOf(GONE)), 'plan.json')).toMatchObject({ ok: false });
  });
});

describe('where an unfinished rescue continues', () => {
  it.for([
    ['only begun', [], 'add', true],
    ['a file intended', [done('seal:s1'), intended('add-key:s1')], 'add', true],
    ['Secrets being moved', [intended('add-key:s1'), intended('census:before-return')], 'add', false],
    ['no Secret to move', [intended('add-key:s1'), done('census:before-return')], 'add', true],
    ['a file to be put back', [done('census:before-return'), intended('return-file:s1')], 'return', false],
    ['all files loaded', [intended('return-file:s1'), done('one-key-loaded')], 'restart', false],
    ['to be undone', [intended('add-key:s1'), intended('undo:s1')], 'undo', true],
  ] as const)('given one with %s, it does so at the right place', ([, records, entry, isUndoable], { expect }) => {
    const lines = journalLines(records);
    expect(rescueEntryOf(lines)).toBe(entry);
    expect(mayBeUndone(lines)).toBe(isUndoable);
  });
});
