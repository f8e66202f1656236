import { describe, it } from 'vitest';

import { lookAtSaved } from '../../../src/apply/gates/saved.ts';
import type { Run } from '../../../src/apply/run/run.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { fakeRunner } from '../../support/fake-runner.ts';
import { intended, journalLines, samplePlan } from '../../support/sample-journal.ts';

describe('whether a command of a lost machine was saved in the datastore, of which only the unit is known', () => {
  it.for<readonly [string, string, string]>([
    ['still runs', 'ActiveState=activating\nSubState=start\nResult=success\nExecMainStatus=0', 'not-yet'],
    ['failed', 'ActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainCode=1\nExecMainStatus=1', 'broken'],
  ])('given a unit that %s, then no server is restarted', async ([, unit, kind], { expect }) => {
    const runner = fakeRunner([['transient unit state', `LoadState=loaded\n${unit}\nInvocationID=abc\n`]]);
    const never = new AbortController().signal;
    const run = {
      journal: { lines: journalLines([intended('command:prepare')]) },
      plan: samplePlan(SAMPLE_FACTS.three, 'staged'),
      fleet: { runner: () => runner },
      interrupts: { soft: never, hard: never },
      clock: { now: () => 0 },
    } as unknown as Run;

    expect(await lookAtSaved(run, { roll: 'prepare' } as Parameters<typeof lookAtSaved>[1])).toMatchObject({ kind });
  });
});
