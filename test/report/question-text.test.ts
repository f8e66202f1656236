import { describe, it } from 'vitest';
import { confirmationQuestion } from '../../src/report/question-text.ts';
import { samplePlanWithCommands } from './samples.ts';

describe('the question before a rotation', () => {
  it('names the cluster and the answers', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'staged');
    expect(confirmationQuestion(plan, 'rotate')).toBe('Rotate the key of prod now? [y/N]');
    expect(confirmationQuestion(plan, 'adopt')).toBe('Continue this rotation of prod, begun elsewhere, now? [y/N]');
  });

  it('given a write window, says what can be lost', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'rotate-keys');
    expect(confirmationQuestion(plan, 'rotate')).toBe(
      'Rotate the key of prod now? Secrets that are written meanwhile can be lost. [y/N]',
    );
    expect(confirmationQuestion(samplePlanWithCommands('one', 'rotate-keys'), 'rotate')).not.toContain('lost');
  });

  it('given writes are to be refused, says for how long', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'rotate-keys', { freezeWrites: true });
    expect(confirmationQuestion(plan, 'rotate')).toMatch(
      /^Rotate the key of prod now\? Nobody can write Secrets for about \d+ min(?: \d+ s)?\. \[y\/N\]$/,
    );
  });
});
