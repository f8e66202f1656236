import { describe, expect, it } from 'vitest';

import { commandIntendedAt } from '../../../src/apply/run/host-clock.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { SAMPLE_FACTS, withServer } from '../../support/sample-facts.ts';
import { journalLines, samplePlan } from '../../support/sample-journal.ts';

/** What journalLines writes: the clock of the machine that sent the command. */
const OPERATOR_AT = Date.parse('2026-11-24T02:00:00Z');

function intendedAt(leaderSeconds: number | undefined, clockOffsetMs: number): number | undefined {
  const intended: JournalRecord = {
    kind: 'intended',
    step: 'command:rotate',
    before: { kind: 'transient-unit', name: 'u', serviceInvocation: 'i', bootstrapRevision: 1, leaderSeconds },
  };
  const run = {
    plan: samplePlan(SAMPLE_FACTS.three, 'staged'),
    facts: withServer(SAMPLE_FACTS.three, 's1', { clockOffsetMs }),
    journal: { lines: journalLines([intended]) },
  };
  return commandIntendedAt(run, 'command:rotate');
}

describe('when a command was sent', () => {
  const leader = OPERATOR_AT / 1_000 + 20;

  it('given the run is taken up on a machine whose clock is that of the leader, is what the leader’s clock said then', () => {
    expect(intendedAt(leader, 0)).toBe(OPERATOR_AT + 20_000);
  });

  it('given a machine that is behind the leader, is that moment by its own clock', () => {
    expect(intendedAt(leader, 25_000)).toBe(OPERATOR_AT - 5_000);
  });

  it('given a journal of an earlier release, is what the operator’s clock said then', () => {
    expect(intendedAt(undefined, 25_000)).toBe(OPERATOR_AT);
  });
});
