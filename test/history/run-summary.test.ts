import { describe, it } from 'vitest';
import { runSummary } from '../../src/history/run-summary.ts';
import type { RunSummary } from '../../src/model/run-summary.ts';
import { NEW_KEY } from '../support/sample-facts.ts';
import { AFTER, continued, EARLIER_COPIES, sampleRun, type SampleRun } from '../support/sample-run.ts';

function summaryOf(run: SampleRun, isRunning = false): RunSummary {
  return runSummary({ ...run, file: '/state/journal.ndjson', isRunning });
}

describe('the figures of a run, from its journal alone', () => {
  it('given a run that ended well, are whole', ({ expect }) => {
    const run = sampleRun();
    const summary = summaryOf(run);
    expect(summary).toMatchObject({
      runId: `20261124T020000000Z-${run.plan.id}`,
      cluster: run.plan.cluster,
      startedAt: '2026-11-24T02:00:00.000Z',
      stopped: undefined,
      restarts: 9,
      commandsSent: ['prepare', 'rotate', 'reencrypt'],
      restarted: ['s1', 's2', 's3'],
      notRestarted: [],
      readsAtRisk: [],
      killedProcesses: 0,
      after: AFTER,
      readBack: { sample: 500, total: 503, apiservers: 3 },
      oldKey: 'aescbckey',
      newKey: NEW_KEY.name,
      keys: 'rotated',
      earlierCopies: EARLIER_COPIES,
      adopted: false,
    });
    expect(summary.before?.total).toBe(run.lines[1]?.record.kind === 'counted' ? run.lines[1].record.census.total : 0);
    expect(summary.stages.map(({ stage }) => stage)).toEqual([
      'start',
      'prepare',
      'rotate',
      'reencrypt',
      'finished',
      'proof',
    ]);
    expect(summary.stages.reduce((total, { ms }) => total + ms, 0)).toBe(summary.durationMs);
    expect(Date.parse(summary.dueAt ?? '') - Date.parse(summary.endedAt)).toBe(90 * 86_400_000);
  });

  it('given the same run by an earlier release, has the count of the proof, and neither copies of others nor a due date', ({
    expect,
  }) => {
    const summary = summaryOf(sampleRun({ earlier: true }));
    expect(summary).toMatchObject({ restarts: 9, earlierCopies: [], dueAt: undefined });
    expect(summary.after).toEqual({
      revision: '',
      total: AFTER.total,
      byKey: AFTER.byKey,
      plaintext: 0,
      unknown: 0,
    });
  });

  it('given a run that was killed in its first roll, says where, and what was not restarted', ({ expect }) => {
    const killed = continued(sampleRun({ until: 'restart:prepare:s1' }), [
      1,
      { kind: 'intended', step: 'restart:prepare:s2', before: { kind: 'none' } },
    ]);
    expect(summaryOf(killed)).toMatchObject({
      stopped: { step: 'restart:prepare:s2', stage: 'prepare', total: killed.plan.steps.length },
      commandsSent: ['prepare'],
      restarted: ['s1', 's2'],
      notRestarted: ['s3'],
      killedProcesses: 1,
      after: undefined,
      readBack: undefined,
      dueAt: undefined,
    });
    expect(summaryOf(killed, true)).toMatchObject({ killedProcesses: 0, parts: [{ ending: 'running' }] });
  });

  it('given servers that were left out, does not count them among those that were not restarted', ({ expect }) => {
    const run = continued(sampleRun({ until: 'restart:prepare:s1' }), [
      1,
      { kind: 'servers-left-out', servers: ['s3'], etcdMembers: [] },
    ]);
    expect(summaryOf(run)).toMatchObject({ leftOut: [{ name: 's3', tried: undefined }], notRestarted: ['s2'] });
  });
});

describe('reads at risk', () => {
  it('given rotate-keys on three servers, last from the command until each follower is known to have loaded its file', ({
    expect,
  }) => {
    const { readsAtRisk } = summaryOf(sampleRun({ strategy: 'rotate-keys' }));
    expect(readsAtRisk.map(({ server }) => server)).toEqual(['s2', 's3']);
    for (const { from, until } of readsAtRisk) expect(Date.parse(until ?? '')).toBeGreaterThan(Date.parse(from));
  });

  it('given the roll has not ended, have no end', ({ expect }) => {
    const run = sampleRun({ strategy: 'rotate-keys', until: 'restart:reencrypt_finished:s1' });
    expect(summaryOf(run).readsAtRisk).toMatchObject([
      { server: 's2', until: undefined },
      { server: 's3', until: undefined },
    ]);
  });
});
