import { beforeEach, describe, expect, it, vi } from 'vitest';

import { awaitWindow, isWindowClosed } from '../../../src/apply/actors/await-window.ts';
import { requestRestart } from '../../../src/apply/actors/request-restart.ts';
import { restartApiserver } from '../../../src/apply/actors/restart-apiserver.ts';
import { lookAgain } from '../../../src/apply/gates/cluster.ts';
import { NO_MIRROR } from '../../../src/apply/journal/journal-mirror.ts';
import { readSavedRevision } from '../../../src/apply/questions/ask-datastore.ts';
import { countByKey } from '../../../src/apply/questions/count-by-key.ts';
import {
  readServerFiles,
  readServerNode,
  readServerState,
  readUnitOf,
} from '../../../src/apply/questions/server-state.ts';
import type { Run } from '../../../src/apply/run/run.ts';
import { keyLabel } from '../../../src/model/encryption.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { failed, success } from '../../../src/model/result.ts';
import { fakeRunner } from '../../support/fake-runner.ts';
import {
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  ROTATED,
  SAMPLE_FACTS,
  serverState,
  START,
  type FileState,
} from '../../support/sample-facts.ts';
import { done, intended, journalLines, samplePlan, TORN } from '../../support/sample-journal.ts';

vi.mock('../../../src/apply/questions/server-state.ts');
vi.mock('../../../src/apply/questions/ask-datastore.ts');
vi.mock('../../../src/apply/questions/count-by-key.ts');
vi.mock('../../../src/apply/gates/cluster.ts');

const SENT: JournalRecord = {
  kind: 'intended',
  step: 'command:rotate-keys',
  before: { kind: 'transient-unit', name: 'any', serviceInvocation: 'leader', bootstrapRevision: 11 },
};
const STALE: JournalRecord = {
  kind: 'failed',
  step: 'restart:early:s2',
  failure: { kind: 'gate-timed-out', server: 's2', gate: 'stage', waitedMs: 1, observed: [] },
};

/** What the questions answer, and what reaches a server. */
function at(follower: FileState, leader: FileState, records: readonly JournalRecord[] = []) {
  vi.mocked(readServerFiles).mockResolvedValue(success(serverState(follower)) as never);
  vi.mocked(readServerState).mockResolvedValue(success(serverState(leader)) as never);
  const counts = { [keyLabel(OLD_KEY)]: 10_000, [keyLabel(NEW_KEY)]: 0 };
  vi.mocked(countByKey).mockResolvedValue(success({ census: { byKey: counts }, newKey: NEW_KEY }) as never);
  const lines = journalLines([SENT, ...records]);
  const runner = fakeRunner([[/./, '0123456789abcdef\n']]);
  const appended: string[] = [];
  const events: string[] = [];
  const never = new AbortController().signal;
  const run = {
    journal: {
      lines,
      append: (record: JournalRecord) => {
        appended.push(record.kind);
        return { ok: true, value: undefined };
      },
    },
    mirror: NO_MIRROR,
    confirmLock: () => Promise.resolve(undefined),
    interrupts: { soft: never, hard: never, halt: never },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    progress: { started: () => 0, finished: () => {} },
    restarts: { began: () => {}, heartbeatSeen: () => {}, sent: () => {} },
    cluster: { distribution: 'rke2' },
    plan: samplePlan(SAMPLE_FACTS.three, 'rotate-keys'),
    facts: SAMPLE_FACTS.three,
    fleet: { runner: () => runner },
    emit: ({ type }: { readonly type: string }) => void events.push(type),
  } as unknown as Run;
  return { run, runner, appended, events };
}

beforeEach(() => {
  vi.mocked(readSavedRevision).mockResolvedValue(success(12));
  vi.mocked(readUnitOf).mockResolvedValue(success({ invocationId: 'before' }) as never);
  vi.mocked(readServerNode).mockResolvedValue(success({ heartbeatAt: undefined }) as never);
  vi.mocked(lookAgain).mockResolvedValue(success(undefined));
});

describe('the window of an early roll, straight before a restart is sent', () => {
  it.for<readonly [string, FileState, boolean]>([
    ['still rewrites', TORN.rotateKeysActive, false],
    ['has finished meanwhile', FINISHED, true],
    ['has died meanwhile', TORN.rotateKeys, true],
  ])('given a leader that %s', async ([, leader, isClosed]) => {
    expect(await isWindowClosed(at(START, leader).run, 's2')).toBe(isClosed);
  });

  it('given no answer, counts as closed', async () => {
    const { run } = at(START, TORN.rotateKeysActive);
    vi.mocked(readSavedRevision).mockResolvedValue(
      failed({ kind: 'connection-lost', server: 's1', reason: 'closed' }) as never,
    );
    expect(await isWindowClosed(run, 's2')).toBe(true);
  });

  it('given it has closed since the chart looked, then no restart is sent, which is said', async () => {
    const { run, runner, appended, events } = at(START, FINISHED);

    expect(await requestRestart(run, { roll: 'early', server: 's2' })).toEqual({ ok: true, late: true });
    expect(runner.sent).toEqual([]);
    expect(appended).toEqual(['intended']);
    expect(events).toContain('early-roll-late');
  });

  it('given a server that came back with its old stage, looks before its second restart, and not where its restart is done', async () => {
    const stale = at(START, FINISHED, [intended('restart:early:s2'), done('restart:early:s2'), STALE]);
    expect(await awaitWindow(stale.run, { server: 's2' })).toEqual({ ok: true, window: 'closed' });
    const behind = at(START, FINISHED, [intended('restart:early:s2'), done('restart:early:s2')]);
    expect(await awaitWindow(behind.run, { server: 's2' })).toEqual({ ok: true, window: 'open' });
  });
});

describe('the container of a follower in an early roll', () => {
  it('given the follower has come back with the new key alone, is not stopped, which is said', async () => {
    const { run, runner, events } = at(FINISHED, FINISHED);

    expect(await restartApiserver(run, { roll: 'early', server: 's2' })).toEqual({ ok: true, late: true });
    expect(runner.sent.map(({ name }) => name).filter((name) => name.includes('stop'))).toEqual([]);
    expect(events).toContain('early-roll-late');
  });

  it('given the follower has both keys, is stopped', async () => {
    const { run, runner } = at(ROTATED, TORN.rotateKeysActive);

    await restartApiserver(run, { roll: 'early', server: 's2' }).catch(() => undefined);
    expect(runner.sent.map(({ name }) => name).filter((name) => name.includes('stop'))).not.toEqual([]);
  });
});
