import { describe, it } from 'vitest';

import type { RunReport } from '../../../src/model/run-report.ts';
import { summarySection } from '../../../src/report/run-report/summary.ts';
import { ROTATE_KEYS } from './sample-report.ts';

const FROZEN: RunReport = { ...ROTATE_KEYS, state: 'done', course: { ...ROTATE_KEYS.course, freezeWrites: true } };
const EARLY: RunReport = { ...FROZEN, course: { ...FROZEN.course, earlyRoll: true } };
const THAWED: RunReport['steps'][number] = {
  step: 'allow-writes',
  stage: 'reencrypt',
  state: 'done',
  servers: ['s1'],
  plannedMs: 1_000,
  spans: [],
  evidence: undefined,
};

describe('what a report says of refused writes', () => {
  it.for([
    ['no early roll', FROZEN, 'with writes of Secrets refused meanwhile'],
    [
      'an early roll in time',
      { ...EARLY, steps: [...EARLY.steps, THAWED] },
      'refused until every apiserver had loaded both keys',
    ],
    [
      'an early roll that was late',
      EARLY,
      'refused to the end: the rewrite was over before every follower had both keys',
    ],
    ['an early roll that is not over', { ...EARLY, state: 'running' }, 'with writes of Secrets refused meanwhile'],
  ] as const)('given %s', ([, report, words], { expect }) => {
    expect(JSON.stringify(summarySection(report))).toContain(words);
  });
});
