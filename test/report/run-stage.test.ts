import { describe, it } from 'vitest';

import type { StepId } from '../../src/model/step.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import { laterStage, stageOf, stagesOf, stageStrip, type RunStage } from '../../src/report/run-stage.ts';
import { PLAIN } from '../../src/report/style.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';

const STAGED = samplePlan(SAMPLE_FACTS.three, 'staged').course;
const ROTATE_KEYS = { ...samplePlan(SAMPLE_FACTS.three, 'rotate-keys').course, freezeWrites: true };

describe('the stage of a step', () => {
  it.for([
    ['staged', STAGED],
    ['rotate-keys', ROTATE_KEYS],
  ] as const)(
    'given the steps of %s in order, the stages come in the order of the engine, none left out',
    ([, course], { expect }) => {
      const stages = outlineOf(course).map(({ id }) => stageOf(id, course));
      expect([...new Set(stages)]).toEqual(stagesOf(course));
      expect(stages).toEqual(
        stages.toSorted(
          (one, other) => stagesOf(course).indexOf(one ?? 'start') - stagesOf(course).indexOf(other ?? 'start'),
        ),
      );
    },
  );

  it.for([
    ['command:prepare', 'start'],
    ['command:rotate', 'prepare'],
    ['command:reencrypt', 'reencrypt_request'],
    ['rewrite-finished', 'reencrypt_active'],
    ['census:before-drop', 'reencrypt_active'],
    ['census:before-roll', 'reencrypt_active'],
    ['census:last-holder', 'reencrypt_finished'],
    ['restart:rotate:s1', 'rotate'],
    ['prove', 'proof'],
  ] as const satisfies readonly (readonly [StepId, RunStage])[])(
    'given %s, is %s as in the chart, a count as in the plan',
    ([step, stage], { expect }) => {
      expect(stageOf(step, STAGED)).toBe(stage);
    },
  );

  it('given repeated work, does not go back', ({ expect }) => {
    expect(laterStage('reencrypt_active', 'rotate')).toBe('reencrypt_active');
    expect(laterStage('rotate', 'reencrypt_active')).toBe('reencrypt_active');
  });
});

describe('the line of stages', () => {
  const strip = (width: number): string => stageStrip('rotate', STAGED, { style: PLAIN, width });

  it.for([
    [120, 'start > prepare > [rotate] > reencrypt_request > reencrypt_active > reencrypt_finished > proof'],
    [79, 'start > prepare > [rotate] > reencrypt_request > _active > _finished > proof'],
    [70, '3 of 7: [rotate] > reencrypt_request > _active > _finished > proof'],
    [40, '3 of 7: [rotate] > reencrypt_request >..'],
  ] as const)('given %s columns, fits', ([width, text], { expect }) => {
    expect(strip(width)).toBe(text);
  });
});
