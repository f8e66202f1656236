import { describe, it } from 'vitest';

import { createProgress } from '../../../src/apply/watch/progress.ts';
import type { Event } from '../../../src/model/event.ts';
import type { StepId } from '../../../src/model/step.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { samplePlan } from '../../support/sample-journal.ts';

const PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');
const ESTIMATE = PLAN.steps.find(({ id }) => id === 'restart:prepare:s1')?.estimateMs ?? NaN;

/** What is told of the next restart, when this is known of the first. */
function toldAfter(first: { readonly durationMs: number; readonly found: boolean }): number | undefined {
  const events: Event[] = [];
  const progress = createProgress(PLAN, (event) => void events.push(event), { now: () => 0 });
  const next: StepId = 'restart:prepare:s2';
  progress.started('restart:prepare:s1');
  progress.finished('restart:prepare:s1', { ...first, evidence: {} });
  progress.started(next);
  const started = events.findLast((event) => event.type === 'step-started');
  return started?.type === 'step-started' && started.step === next ? started.estimateMs : undefined;
}

describe('the estimate that is told when a step begins', () => {
  it('given a restart that this process asked for, follows what it took', ({ expect }) => {
    expect(toldAfter({ durationMs: 14_000, found: false })).toBe(14_000);
  });

  it('given one that was found done, stays the plan’s', ({ expect }) => {
    expect(toldAfter({ durationMs: 300, found: true })).toBe(ESTIMATE);
  });
});

describe('the number that is told when a step begins', () => {
  it('given one that is not in the plan, in the middle of a run, is that of the step before it; at the beginning, the last', ({
    expect,
  }) => {
    const told: number[] = [];
    const progress = createProgress(
      PLAN,
      (event) => {
        if (event.type === 'step-started') told.push(event.index);
      },
      { now: () => 0 },
    );
    const restart: StepId = 'restart:rotate:s1';

    for (const step of ['census:before-rewrite', restart, 'census:before-rewrite'] as const) progress.started(step);

    const last = PLAN.steps.length - 1;
    const place = PLAN.steps.findIndex(({ id }) => id === restart);
    expect(place).toBeLessThan(last);
    expect(told).toEqual([last, place, place]);
  });
});

describe('a step that waits before it acts', () => {
  it('given it is begun by the wait and by the act, is told once, and has begun with the wait', ({ expect }) => {
    const told: StepId[] = [];
    let now = 1_000;
    const tell = (event: Event): void => void (event.type === 'step-started' && told.push(event.step));
    const progress = createProgress(PLAN, tell, { now: () => now });
    const first = progress.started('loaded:prepare');
    now = 61_000;
    const second = progress.started('loaded:prepare');
    progress.finished('loaded:prepare', { durationMs: now - second, found: false, evidence: {} });
    const again = progress.started('loaded:prepare');

    expect([first, second, again]).toEqual([1_000, 1_000, 61_000]);
    expect(told).toEqual(['loaded:prepare', 'loaded:prepare']);
  });
});
