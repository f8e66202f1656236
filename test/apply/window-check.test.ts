import { describe, it } from 'vitest';

import { warnOutsideWindow } from '../../src/apply/window-check.ts';
import type { Event } from '../../src/model/event.ts';
import { isWindow, parseWindow } from '../../src/model/maintenance-window.ts';
import { stepsLeft } from '../../src/plan/steps-left.ts';
import { SAMPLE_FACTS, sampleCluster } from '../support/sample-facts.ts';
import { journalUntil, samplePlan } from '../support/sample-journal.ts';

const PLAIN_PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');
/** The stand-in commands of a sample change nothing; these steps do. */
const PLAN = {
  ...PLAIN_PLAN,
  steps: PLAIN_PLAN.steps.map((step) => ({ ...step, mutates: /^(?:snapshot|seal|command|restart)/.test(step.id) })),
};
const WINDOWS = ['Sun 02:00-02:01 UTC'].map(parseWindow).filter(isWindow);

describe('the warning of a resumed run outside the maintenance windows', () => {
  it('given two of three servers restarted, then the remaining time is that of the steps in the dry run of the resumption', ({
    expect,
  }) => {
    const journal = journalUntil(PLAN, 'restart:prepare:s2', 'done');
    const left = stepsLeft(PLAN, { at: 'prepare' }, journal);
    const events: Event[] = [];
    const clock = { now: () => 0, wall: () => Date.parse('2026-11-24T02:00:00Z'), sleep: () => Promise.resolve() };
    const cluster = sampleCluster(SAMPLE_FACTS.three, { windows: WINDOWS });

    warnOutsideWindow({ cluster, clock, emit: (event) => events.push(event) }, PLAN, { at: 'prepare' }, journal);

    const restarts = left.map(({ id }) => id).filter((id) => id.startsWith('restart:prepare'));
    expect(restarts).toEqual(['restart:prepare:s3']);
    expect(events).toEqual([
      expect.objectContaining({
        type: 'outside-window',
        leftMs: left.reduce((sum, { estimateMs }) => sum + estimateMs, 0),
      }),
    ]);
  });
});
