import { describe, it } from 'vitest';

import { concludeRun, type HeldByRun } from '../../src/apply/conclude-run.ts';
import type { Executed } from '../../src/apply/execute-run.ts';
import type { RunFailure } from '../../src/model/failures/run.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import { intended, journalLines } from '../support/sample-journal.ts';

const LOST: RunFailure = { kind: 'lock-lost', holder: 'bob', where: 'desk' };
const UNCONFIRMED: RunFailure = { kind: 'lock-unconfirmed', reason: 'connection-lost' };
const DONE: Executed = { failure: undefined, outages: [], seen: undefined, summary: undefined };

/** Concludes a run that is done, and tells in which order what was written and given back. */
async function concluded(unheld: { readonly lease?: RunFailure; readonly local?: RunFailure } = {}) {
  const happened: string[] = [];
  const never = new AbortController().signal;
  const held = {
    journal: {
      lines: journalLines([intended('command:prepare')]),
      append: (record: JournalRecord) => {
        happened.push(record.kind === 'run-ended' ? `journal: ${record.outcome}` : record.kind);
        return { ok: true, value: record };
      },
      close: () => void happened.push('closed'),
    },
    mirror: { catchUp: async (_: unknown, moment: string) => void happened.push(`mirror: ${moment}`) },
    lock: {
      keeper: {
        confirm: async () => unheld.lease,
        lost: () => (unheld.lease?.kind === 'lock-lost' ? unheld.lease : undefined),
      },
      release: async () => void happened.push('lease given back'),
    },
    localLock: { lost: () => unheld.local },
  } as unknown as HeldByRun;
  const { outcome } = await concludeRun(
    {
      clock: { now: () => 0, wall: () => 0, sleep: async () => {} },
      interrupts: { soft: never, hard: never },
      scrub: (text) => text,
    },
    held,
    DONE,
  );
  return { outcome: outcome.kind, happened };
}

describe('the end of a run', () => {
  it('given the Lease is held, then the mirror gets the last line before the Lease is given back', async ({
    expect,
  }) => {
    expect(await concluded()).toEqual({
      outcome: 'done',
      happened: ['journal: done', 'mirror: last', 'lease given back', 'closed'],
    });
  });

  it.for<readonly [string, Parameters<typeof concluded>[0], string]>([
    ['slept, and another machine took over and ended', { lease: LOST }, 'stopped-resumable'],
    ['cannot ask whose the Lease is', { lease: UNCONFIRMED }, 'done'],
    ['lost the local lock', { local: LOST }, 'done'],
  ])('given a machine that %s, then its end stays out of the mirror', async ([, unheld, outcome], { expect }) => {
    expect(await concluded(unheld)).toEqual({
      outcome,
      happened: [`journal: ${outcome}`, 'lease given back', 'closed'],
    });
  });
});
