import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { JournalRecord } from '../../src/model/journal.ts';
import type { Plan } from '../../src/model/plan.ts';
import { locate } from '../../src/plan/locate.ts';
import { parsePlan, parseStoredPlan, continuedPlan } from '../../src/plan/parse-plan.ts';
import { planIdOf } from '../../src/plan/plan-id.ts';
import { PREPARED, SAMPLE_FACTS, sampleCluster, START, withFiles } from '../support/sample-facts.ts';
import { journalLines, samplePlan } from '../support/sample-journal.ts';

/** Plans of the sample cluster of three servers as a release before this one wrote them: not to be written anew. */
const EARLIER = [
  ['staged-wait', 'wait'],
  ['staged-restart-container', 'restart-container'],
  ['staged-k3s', 'at-restart'],
  ['rotate-keys-wait', 'wait'],
] as const;

/** Without white space, as in a journal. */
function written(name: string): string {
  const text = readFileSync(join(import.meta.dirname, `earlier-plans/${name}.json`), 'utf8');
  return JSON.stringify(JSON.parse(text));
}

function stored(name: string): Plan {
  const parsed = parseStoredPlan(JSON.parse(written(name)), 'journal.ndjson');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
}

const TODAY = {
  commandsFor: () => ({ commands: [], mutates: true }),
  timing: sampleCluster(SAMPLE_FACTS.three).timing,
};

describe('the plan in the journal of a run that an earlier release began', () => {
  it.for(EARLIER)(
    'given %s, is read with the id that names its units, and loads as it was to',
    ([name, reload], { expect }) => {
      expect(stored(name)).toMatchObject({ id: JSON.parse(written(name)).id, course: { apiserverReload: reload } });
    },
  );

  it.for(EARLIER)('given %s, is gone on with by the steps of today, without another change', ([name], { expect }) => {
    const plan = stored(name);
    const continued = continuedPlan(plan, TODAY);
    const today = samplePlan(SAMPLE_FACTS.three, plan.course.strategy);
    expect({ ...continued, steps: [] }).toEqual({ ...plan, steps: [] });
    if (plan.course.apiserverReload === 'wait') {
      expect(continued.steps.map(({ id }) => id)).toEqual(today.steps.map(({ id }) => id));
    }
  });

  it('given it stopped when the leader alone had loaded its file, is taken up in the same roll', ({ expect }) => {
    const plan = stored('staged-wait');
    const done = ['command:prepare', 'seal-new-key', 'restart:prepare:s1', 'loaded:prepare:s1'] as const;
    const records: readonly JournalRecord[] = [
      { kind: 'run-started', runId: 'r', version: '0.1.0', operator: 'me', plan },
      ...done.flatMap((step): readonly JournalRecord[] => [
        { kind: 'intended', step, before: { kind: 'none' } },
        { kind: 'done', step, evidence: {} },
      ]),
    ];
    const facts = withFiles(SAMPLE_FACTS.three, { s1: PREPARED, s2: START, s3: START });
    expect(locate({ journal: journalLines(records), facts, units: {} })).toEqual({
      ok: true,
      value: { at: 'prepare' },
    });
  });

  it.for([
    ['was edited', '"restartContainers":false', '"restartContainers":true', 'computed='],
    ['names another leader', '"leader":"s1"', '"leader":"s2"', 'leader differs'],
    [
      'says both',
      '"restartContainers":false',
      '"restartContainers":false,"apiserverReload":"wait"',
      'restartContainers',
    ],
  ] as const)('is refused when it %s', ([, from, to, reason], { expect }) => {
    const parsed = parseStoredPlan(JSON.parse(written('staged-wait').replace(from, to)), 'journal.ndjson');
    expect(parsed).toMatchObject({
      ok: false,
      failure: { kind: 'plan-unreadable', reason: expect.stringContaining(reason) },
    });
  });

  it('is no plan that can be applied from a file: a new one says what is done today', ({ expect }) => {
    expect(parsePlan(written('staged-wait'), 'plan.json')).toMatchObject({ failure: { kind: 'plan-unreadable' } });
  });

  it("given steps under the names that they had before, has today's names, and keeps the id that covers the old ones", ({
    expect,
  }) => {
    const plan = samplePlan(SAMPLE_FACTS.three, 'rotate-keys', { acceptWriteWindow: false, freezeWrites: true });
    const before = JSON.parse(
      JSON.stringify(plan)
        .replaceAll('"unfreeze-writes"', '"thaw-writes"')
        .replaceAll('"census:before-unfreeze"', '"census:before-thaw"'),
    ) as Plan;
    const earlier = { ...before, id: planIdOf(before) };
    expect(earlier.id).not.toBe(plan.id);
    const parsed = parseStoredPlan(earlier, 'journal.ndjson');
    expect(parsed).toEqual({ ok: true, value: { ...plan, id: earlier.id } });
    expect(parseStoredPlan({ ...earlier, leader: 's2' }, 'journal.ndjson')).toMatchObject({ ok: false });
  });

  it('given one of today, is read as it was', ({ expect }) => {
    const plan = samplePlan(SAMPLE_FACTS.split, 'staged');
    expect(parseStoredPlan(JSON.parse(JSON.stringify(plan)), 'journal.ndjson')).toEqual({ ok: true, value: plan });
    expect(continuedPlan(plan, TODAY)).toBe(plan);
  });
});
