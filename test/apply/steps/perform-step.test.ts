import { describe, it } from 'vitest';

import { performStep } from '../../../src/apply/steps/perform-step.ts';
import type { Run } from '../../../src/apply/run/run.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { JournalLine, JournalRecord } from '../../../src/model/journal.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import { intended, journalLines } from '../../support/sample-journal.ts';

const STEP = 'command:rotate';
const BEHIND: Failure = {
  kind: 'journal-behind',
  beyond: 'differs',
  runId: 'r1',
  mirroredRun: 'r1',
  directory: '/state/r1',
  server: 's1',
  file: '/mirror',
};

/** Performs a step, with what the mirror answers, and what happens while its intention is mirrored. */
async function performed(
  world: { readonly mirror?: Result<void>; readonly meanwhile?: 'ctrl-c' | 'lost-lock'; readonly earlier?: true } = {},
) {
  const lines: JournalLine[] = [...journalLines(world.earlier === undefined ? [] : [intended(STEP)])];
  const soft = new AbortController();
  const happened: string[] = [];
  let isHeld = true;
  const run = {
    journal: {
      lines,
      append: (record: JournalRecord) => {
        lines.push({ sequence: lines.length, at: '', previous: '', record });
        return success(lines.at(-1));
      },
    },
    mirror: {
      catchUp: async () => {
        happened.push('mirrored');
        if (world.meanwhile === 'ctrl-c') soft.abort('SIGINT');
        if (world.meanwhile === 'lost-lock') isHeld = false;
        return world.mirror ?? success(undefined);
      },
    },
    confirmLock: async () => (isHeld ? undefined : { kind: 'lock-lost', holder: 'bob', where: 'desk' }),
    interrupts: { soft: soft.signal, hard: new AbortController().signal },
    clock: { now: () => 0 },
    progress: { started: () => 0, finished: () => {} },
    scrubFailure: (failure: Failure) => failure,
    emit: () => {},
  } as unknown as Run;
  const result = await performStep(run, {
    id: STEP,
    probe: async () => success(undefined),
    before: async () => success({ kind: 'none' }),
    act: async () => {
      happened.push('acted');
      return success(undefined);
    },
    verify: async () => success({}),
  });
  return { result, happened, last: lines.at(-1)?.record };
}

describe('a step that changes something', () => {
  it('given a mirror that took its intention, then it acts', async ({ expect }) => {
    const { result, happened } = await performed();
    expect(result.ok).toBe(true);
    expect(happened).toEqual(['mirrored', 'acted']);
  });

  it('given a mirror with the lines of another machine, then nothing is sent', async ({ expect }) => {
    const { result, happened } = await performed({ mirror: failed(BEHIND) });
    expect(result).toEqual({ ok: false, failure: BEHIND });
    expect(happened).toEqual(['mirrored']);
  });

  it('given a lock that was lost while its intention was mirrored, then nothing is sent', async ({ expect }) => {
    const { result, happened } = await performed({ meanwhile: 'lost-lock' });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'lock-lost' } });
    expect(happened).toEqual(['mirrored']);
  });

  it('given Ctrl-C while its intention was mirrored, then nothing is sent, and the journal says so', async ({
    expect,
  }) => {
    const { result, happened, last } = await performed({ meanwhile: 'ctrl-c' });
    const failure = { kind: 'interrupted', at: { step: STEP, phase: 'before' }, by: 'SIGINT' };
    expect(result).toEqual({ ok: false, failure });
    expect(happened).toEqual(['mirrored']);
    expect(last).toEqual({ kind: 'failed', step: STEP, failure });
  });

  it('given Ctrl-C likewise, and an earlier process that intended it, then it may have been sent', async ({
    expect,
  }) => {
    const { result, last } = await performed({ meanwhile: 'ctrl-c', earlier: true });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'interrupted', at: { phase: 'sent' } } });
    expect(last?.kind).toBe('intended');
  });
});
