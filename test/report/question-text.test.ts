import { describe, it } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { confirmationQuestion, warningsReminder } from '../../src/report/question-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { samplePlanWithCommands } from './samples.ts';

const PLAN = samplePlanWithCommands('three', 'staged');
const OPTIONS = { style: PLAIN, width: 200 };

function warning(id: string, server: string): Check {
  return { id, verdict: 'warn', server, evidence: [], issues: [] };
}

describe('the question before a rotation', () => {
  it('names strategy and restarts', ({ expect }) => {
    expect(confirmationQuestion(PLAN, 'rotate')).toMatch(
      /^Rotate the key now: 3 servers of cluster prod, about 500 Secrets, strategy staged, 9 restarts, about [^?]+\? Type yes/,
    );
  });

  it('given warnings, they are counted and named once more just above it', ({ expect }) => {
    const checks = [warning('webhooks', 's1'), warning('one-key', 's1'), warning('one-key', 's2')];
    expect(warningsReminder({ ...PLAN, checks }, OPTIONS)).toBe(
      '3 warnings: webhooks; a server has more than one key, or none: a rotation was cut off\n',
    );
  });

  it('given no warning, nothing is added', ({ expect }) => {
    expect(warningsReminder({ ...PLAN, checks: [] }, OPTIONS)).toBe('');
  });
});
