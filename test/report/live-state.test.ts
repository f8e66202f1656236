import { describe, it } from 'vitest';

import type { Plan } from '../../src/model/plan.ts';
import type { StepId } from '../../src/model/step.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import { liveState, nextStep, see, type LiveState } from '../../src/report/live-state.ts';
import { timeLeftMs } from '../../src/report/time-left.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';

const PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');

function estimateOf(step: StepId): number {
  return PLAN.steps.find(({ id }) => id === step)?.estimateMs ?? NaN;
}

/** All estimates from a step on. */
function estimatesFrom(step: StepId): number {
  const index = PLAN.steps.findIndex(({ id }) => id === step);
  return PLAN.steps.slice(index).reduce((sum, { estimateMs }) => sum + estimateMs, 0);
}

function begun(state: LiveState, step: StepId, now: number): LiveState {
  const index = PLAN.steps.findIndex(({ id }) => id === step);
  const event = { type: 'step-started', step, index, total: PLAN.steps.length, estimateMs: 1 } as const;
  return see(state, event, now);
}

function ended(state: LiveState, step: StepId, durationMs: number): LiveState {
  return see(state, { type: 'step-finished', step, durationMs, found: false, evidence: {} }, durationMs);
}

describe('the time that is left', () => {
  const start = liveState({ runId: 'r1', plan: PLAN }, 0);

  it('before the first restart, is what the plan estimates', ({ expect }) => {
    expect(timeLeftMs(begun(start, 'restart:prepare:s1', 0), 0)).toBe(estimatesFrom('restart:prepare:s1'));
  });

  it('after it, follows what that one took, for all nine', ({ expect }) => {
    const estimate = estimateOf('restart:prepare:s1');
    const after = ended(begun(start, 'restart:prepare:s1', 0), 'restart:prepare:s1', estimate / 2);
    const next = begun(after, 'restart:prepare:s2', 100);
    expect(timeLeftMs(next, 100)).toBe(estimatesFrom('restart:prepare:s2') - (8 * estimate) / 2);
  });

  it('in a rewrite, is what its rate says, not the estimate', ({ expect }) => {
    const rewriting = begun(start, 'rewrite-finished', 0);
    const event = { type: 'rewrite-progress', rewritten: 50, total: 500, source: 'journal' } as const;
    const told = see(rewriting, { ...event, perSecond: 5, leftMs: 90_000 }, 10_000);
    const later = estimatesFrom('rewrite-finished') - estimateOf('rewrite-finished');
    expect(timeLeftMs(told, 10_000)).toBe(later + 90_000);
    expect(timeLeftMs(told, 40_000)).toBe(later + 60_000);
    expect(timeLeftMs(see(rewriting, event, 1_000), 1_000)).toBe(later + estimateOf('rewrite-finished') - 1_000);
  });
});

describe('an early roll, as the view knows it', () => {
  const frozen = samplePlan(SAMPLE_FACTS.three, 'rotate-keys');
  const plan = withSteps({ ...frozen, course: { ...frozen.course, freezeWrites: true, earlyRoll: true } });
  const start = see(
    liveState({ runId: 'r1', plan }, 0),
    { type: 'step-started', step: 'freeze-writes', index: 0, total: plan.steps.length, estimateMs: 1 },
    0,
  );

  it('given writes were allowed, no longer says that they are refused', ({ expect }) => {
    expect(start.refusedSince).toBe(0);
    expect(ended(start, 'allow-writes', 1).refusedSince).toBeUndefined();
  });

  it('given it is late, has nothing of it before it, and goes on to say that writes are refused', ({ expect }) => {
    const late = see(start, { type: 'early-roll-late', server: 's2' }, 1);
    const left = plan.steps.map(({ id }) => id).filter((id) => !late.done.has(id));
    expect(left.filter((id) => id.includes('early') || id === 'allow-writes' || id === 'unfreeze-writes')).toEqual([]);
    expect(left).toContain('restart:reencrypt_finished:s2');
    expect(late.refusedSince).toBe(0);
  });

  it('given a run that was resumed after that, knows the same', ({ expect }) => {
    const entry = { at: 'reencrypt_finished', early: 'late' } as const;
    expect(nextStep(liveState({ runId: 'r1', plan, entry }, 0))).not.toContain('early');
    expect(liveState({ runId: 'r1', plan, entry }, 0).done.has('restart:early:s3')).toBe(true);
  });
});

/** The plan with the steps of its course. */
function withSteps(given: Plan): Plan {
  const steps = outlineOf(given.course).map((one) => ({ ...one, mutates: true, commands: [], estimateMs: 1_000 }));
  return { ...given, steps };
}
