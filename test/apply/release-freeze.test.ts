import { describe, expect, it } from 'vitest';

import { NO_MIRROR } from '../../src/apply/journal/journal-mirror.ts';
import { freezeState, releaseFreeze, tellWritesLeftFrozen } from '../../src/apply/release-freeze.ts';
import type { Run } from '../../src/apply/run/run.ts';
import type { Event } from '../../src/model/event.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import { failed, success } from '../../src/model/result.ts';
import { fakeRunner, httpAnswer } from '../support/fake-runner.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { done, intended, journalLines, samplePlan } from '../support/sample-journal.ts';

const FROZEN = [intended('freeze-writes'), done('freeze-writes')];
const SENT = [...FROZEN, intended('command:rotate-keys')];
const OPENED = [...SENT, done('command:rotate-keys'), intended('allow-writes'), done('allow-writes')];
const REFUSED: JournalRecord = {
  kind: 'failed',
  step: 'command:rotate-keys',
  failure: { kind: 'stage-command-refused', server: 's1', command: 'rotate-keys', errorId: undefined, cause: 'any' },
};
const UNCLEAR: JournalRecord = {
  kind: 'failed',
  step: 'command:rotate-keys',
  failure: { kind: 'stage-command-unclear', server: 's1', command: 'rotate-keys', observed: [] },
};

const NOT_SENT: JournalRecord = {
  kind: 'failed',
  step: 'command:rotate-keys',
  failure: { kind: 'interrupted', at: { step: 'command:rotate-keys', phase: 'before' }, by: 'SIGINT' },
};

/** Somebody's `rotate-keys`, taken over with its refusal of writes in force. */
function adoptedFrozen(): JournalRecord {
  const plan = samplePlan(SAMPLE_FACTS.three, 'rotate-keys');
  return {
    kind: 'run-started',
    runId: 'r1',
    version: '0.0.0',
    operator: 'ops@desk',
    plan: { ...plan, entry: { at: 'reencrypt_finished' }, course: { ...plan.course, freezeWrites: true } },
  };
}

describe('writes of Secrets that a run has refused, when it stops', () => {
  const CASES: readonly [string, readonly JournalRecord[], ReturnType<typeof freezeState>][] = [
    ['were never refused', [], 'lifted'],
    ['may be let through before the command is sent', FROZEN, 'may-be-lifted'],
    ['may be let through when only their refusal was intended', FROZEN.slice(0, 1), 'may-be-lifted'],
    ['stay refused once the command was intended', SENT, 'must-stay'],
    ['stay refused when it is unclear what the command did', [...SENT, UNCLEAR], 'must-stay'],
    ['stay refused while servers restart', [...SENT, done('command:rotate-keys')], 'must-stay'],
    ['may be let through when the engine refused the command', [...SENT, REFUSED], 'may-be-lifted'],
    ['may be let through when Ctrl-C came before the command was sent', [...SENT, NOT_SENT], 'may-be-lifted'],
    ['may be let through when that was begun', [...SENT, intended('unfreeze-writes')], 'may-be-lifted'],
    ['are let through when that was done', [...SENT, intended('unfreeze-writes'), done('unfreeze-writes')], 'lifted'],
    [
      'stay refused when an earlier ending could not let them through and a resumed run sent the command',
      [...FROZEN, intended('unfreeze-writes'), intended('command:rotate-keys'), done('command:rotate-keys')],
      'must-stay',
    ],
    [
      'are let through at the end of that run',
      [
        ...FROZEN,
        intended('unfreeze-writes'),
        intended('command:rotate-keys'),
        intended('unfreeze-writes'),
        done('unfreeze-writes'),
      ],
      'lifted',
    ],
    [
      'stay refused when a resumed run refused them again and sent the command',
      [...FROZEN, intended('unfreeze-writes'), done('unfreeze-writes'), ...SENT],
      'must-stay',
    ],
    ['pass after an early roll, and deletions stay refused', OPENED, 'deletes-only'],
    ['stay refused when allowing them was only intended', OPENED.slice(0, -1), 'must-stay'],
    ['and deletions may be let through when all are rewritten', [...OPENED, done('rewrite-finished')], 'may-be-lifted'],
    [
      'are let through at the end of an early roll',
      [...OPENED, done('rewrite-finished'), intended('unfreeze-writes'), done('unfreeze-writes')],
      'lifted',
    ],
    ['stay refused when they were found refused, and the command was somebody else', [adoptedFrozen()], 'must-stay'],
    [
      'found refused are let through at the end of that run',
      [adoptedFrozen(), ...FROZEN, intended('unfreeze-writes'), done('unfreeze-writes')],
      'lifted',
    ],
  ];
  for (const [what, records, state] of CASES) {
    it(`writes ${what}`, () => {
      expect(freezeState(journalLines(records))).toBe(state);
    });
  }
});

describe('a run that stops with writes refused, and another run is at work by now', () => {
  const LOST = { kind: 'lock-lost', holder: 'bob', where: 'desk' } as const;
  it.each([
    ['has the lock', LOST, success(undefined)],
    ['wrote into the mirror of the journal', undefined, failed({ kind: 'journal-behind' })],
  ])('that %s, leaves the refusal to that run, and says so', async (_, unheld, mirrored) => {
    const events: string[] = [];
    const runner = fakeRunner([]);
    const lines = journalLines(FROZEN);
    const never = new AbortController().signal;
    await releaseFreeze(
      {
        journal: { lines, append: () => ({ ok: true, value: undefined }) },
        mirror: { catchUp: async () => mirrored },
        confirmLock: () => Promise.resolve(unheld),
        interrupts: { soft: never, hard: never },
        plan: samplePlan(SAMPLE_FACTS.three, 'rotate-keys'),
        facts: SAMPLE_FACTS.three,
        fleet: { runner: () => runner },
        emit: ({ type }: { readonly type: string }) => void events.push(type),
      } as unknown as Run,
      LOST,
    );

    expect(runner.sent).toEqual([]);
    expect(events).toEqual(['writes-left-frozen']);
  });
});

describe('a run that stops while only deletions are refused', () => {
  it.each([
    ['keeps refusing them while the engine rewrites', { kind: 'interrupted', at: undefined }, 'rewrite-goes-on'],
    [
      'keeps refusing them when the rewrite is overdue, because the engine may still rewrite',
      {
        kind: 'rewrite-overdue',
        server: 's1',
        waitedMs: 1,
        rewritten: 1,
        total: 500,
        source: 'journal',
        listExpired: false,
        unreadable: 0,
        names: [],
        bothKeysEverywhere: false,
      },
      'rewrite-goes-on',
    ],
    [
      'lets them through when the engine gave up',
      {
        kind: 'rewrite-failed',
        server: 's1',
        cause: 'any',
        rewritten: 0,
        total: 500,
        abandoned: false,
        bothKeysEverywhere: false,
        deleted: false,
        lateReload: undefined,
        repaired: 'not-tried',
      },
      undefined,
    ],
  ] as const)('%s', async (_, stoppedBy, reason) => {
    const reasons: string[] = [];
    const runner = fakeRunner([
      ['take the refusal out of force', httpAnswer(200)],
      ['remove the refusal', httpAnswer(200)],
    ]);
    await releaseFreeze(
      {
        journal: { lines: journalLines(OPENED), append: () => ({ ok: true, value: undefined }) },
        mirror: NO_MIRROR,
        confirmLock: () => Promise.resolve(undefined),
        clock: { now: () => 0, sleep: () => Promise.resolve() },
        interrupts: {
          soft: new AbortController().signal,
          hard: new AbortController().signal,
          halt: new AbortController().signal,
        },
        plan: samplePlan(SAMPLE_FACTS.three, 'rotate-keys'),
        facts: SAMPLE_FACTS.three,
        fleet: { runner: () => runner },
        emit: (event: { readonly reason: string }) => void reasons.push(event.reason),
      } as unknown as Run,
      stoppedBy,
    );

    expect(reasons).toEqual(reason === undefined ? [] : [reason]);
    expect(runner.sent).toHaveLength(reason === undefined ? 2 : 0);
  });
});

describe('a run that cannot be resumed while only deletions are refused', () => {
  const CUT_OFF = { kind: 'journal-disagrees', disagreement: 'crashed-rewrite', evidence: [] } as const;
  const CHANGED = { kind: 'journal-disagrees', disagreement: 'servers-changed', evidence: [] } as const;
  it.each([
    ['the leader restarted in the rewrite, says that nothing needs the refusal any more', CUT_OFF, 'rewrite-cut-off'],
    ['other servers are found, says that the engine rewrites', CHANGED, 'rewrite-goes-on'],
  ] as const)('given %s', (_, failure, reason) => {
    const plan = samplePlan(SAMPLE_FACTS.three, 'rotate-keys');
    const started: JournalRecord = { kind: 'run-started', runId: 'r1', version: '0.0.0', operator: 'ops@desk', plan };
    const reasons: unknown[] = [];
    const emit = (event: Event): void => void reasons.push('reason' in event ? event.reason : undefined);
    tellWritesLeftFrozen(emit, journalLines([started, ...OPENED]), failure);
    expect(reasons).toEqual([reason]);
  });
});
