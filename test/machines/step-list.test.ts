import { describe, it } from 'vitest';

import { controlPlanesOf, secondHolder } from '../../src/model/course.ts';
import type { StepId } from '../../src/model/step.ts';
import type { Course } from '../../src/model/strategy.ts';
import { stepsFrom } from '../../src/plan/entry-steps.ts';
import { RUNS } from './support/courses.ts';
import { run, type Call } from './support/record.ts';

/** The steps of the plan that a call belongs to. Gates are looked at within the step of their restart. */
function stepsBehind({ name, input }: Call, course: Course): readonly StepId[] {
  switch (name) {
    case 'takeSnapshot':
      return [`snapshot-${input.when}`];
    case 'sealCredentials':
      return input.when === 'before'
        ? controlPlanesOf(course).map((server): StepId => `seal:${server.name}`)
        : ['seal-new-key', ...(secondHolder(course) === undefined ? [] : (['seal-elsewhere'] as const))];
    case 'sendStageCommand':
      return [`command:${input.command}`];
    case 'awaitRewrite':
      return [input.rewrite === 'keep-old' ? 'rewrite-kept' : 'rewrite-finished'];
    case 'requestRestart':
      return [`restart:${input.roll}:${input.server}`];
    case 'restartApiserver':
      return [`container:${input.roll}:${input.server}`];
    case 'awaitGate':
      return input.gate === 'loaded' ? [`loaded:${input.roll}:${input.server}`] : [];
    case 'awaitApiservers':
      return [`loaded:${input.roll}`];
    case 'takeCensus':
      return [`census:${input.point}`];
    case 'freezeWrites':
      return input.again ? [] : ['freeze-writes'];
    case 'allowWrites':
      return ['allow-writes'];
    case 'allowDeletes':
      return ['allow-deletes'];
    case 'unfreezeWrites':
      return ['unfreeze-writes'];
    case 'prove':
      return ['prove'];
    case 'cleanUp':
      return ['clean-up'];
    default:
      return [];
  }
}

describe('the steps of a plan', () => {
  it.for(RUNS)('are what the charts ask for, in their order: $name', async ({ course, entry }, { expect }) => {
    const { calls } = await run(course, entry);
    expect(calls.flatMap((call) => stepsBehind(call, course))).toEqual(stepsFrom(course, entry).map(({ id }) => id));
  });
});
