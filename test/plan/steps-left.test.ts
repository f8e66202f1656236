import { describe, it } from 'vitest';
import type { StepId } from '../../src/model/step.ts';
import { stepsLeft } from '../../src/plan/steps-left.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { journalUntil, samplePlan } from '../support/sample-journal.ts';

const PLAIN_PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');
/** The stand-in commands of a sample change nothing; these steps do. */
const PLAN = {
  ...PLAIN_PLAN,
  steps: PLAIN_PLAN.steps.map((step) => ({ ...step, mutates: /^(?:snapshot|seal|command|restart)/.test(step.id) })),
};

describe('what a resumed run would still do', () => {
  it('given a run that stopped in its first roll, leaves out the servers that were restarted', ({ expect }) => {
    const journal = journalUntil(PLAN, 'restart:prepare:s2', 'failed');
    const left = stepsLeft(PLAN, { at: 'prepare' }, journal).map(({ id }) => id);
    expect(left.slice(0, 4)).toEqual<readonly StepId[]>([
      'restart:prepare:s2',
      'restart:prepare:s3',
      'loaded:prepare',
      'command:rotate',
    ]);
    expect(left).not.toContain('restart:prepare:s1');
    expect(left).not.toContain('snapshot-before');
  });

  it('given a run that was killed while a server restarted, that restart is left', ({ expect }) => {
    const journal = journalUntil(PLAN, 'restart:rotate:s1', 'intended');
    const left = stepsLeft(PLAN, { at: 'rotate' }, journal).map(({ id }) => id);
    expect(left[0]).toBe('restart:rotate:s1');
  });

  it('given a count that was made, it is made again, because Secrets may have been written since', ({ expect }) => {
    const journal = journalUntil(PLAN, 'census:before-roll', 'done');
    const left = stepsLeft(PLAN, { at: 'reencrypt_finished' }, journal).map(({ id }) => id);
    expect(left[0]).toBe('census:before-roll');
  });

  it('given an adopted rotation, what secures it is left until the journal has it', ({ expect }) => {
    const adopted = { ...PLAN, entry: { at: 'prepare' as const } };
    const before = stepsLeft(adopted, { at: 'prepare' }, journalUntil(adopted, 'nothing')).map(({ id }) => id);
    const after = stepsLeft(adopted, { at: 'prepare' }, journalUntil(adopted, 'seal:s1')).map(({ id }) => id);
    expect(before.slice(0, 3)).toEqual<readonly StepId[]>(['snapshot-before', 'seal:s1', 'seal:s2']);
    expect(after[0]).toBe('seal:s2');
  });
});
