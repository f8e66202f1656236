import { describe, it } from 'vitest';
import { runReport } from '../../src/history/run-report.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { SAMPLE_FAILURES } from '../report/samples.ts';
import { continued, sampleRun, type SampleRun } from '../support/sample-run.ts';

function reportOf(
  run: SampleRun,
  more: { readonly isGivenUp?: boolean; readonly isRunning?: boolean } = {},
): RunReport {
  return runReport({ ...run, file: '/state/journal.ndjson', head: 'a'.repeat(64), isGivenUp: false, ...more });
}

const RESUMED = {
  kind: 'run-resumed',
  entry: { at: 'prepare' },
  pid: 7,
  operator: 'you@desk',
  version: '0.2.0',
} as const;
const INTENDED = { kind: 'intended', step: 'restart:prepare:s2', before: { kind: 'none' } } as const;

describe('how a run stands', () => {
  const half = sampleRun({ until: 'restart:prepare:s1' });
  const ended = (outcome: 'interrupted' | 'stopped-resumable') => continued(half, [1, { kind: 'run-ended', outcome }]);
  it.for([
    ['ended well', sampleRun(), {}, 'done', 0],
    ['stopped', ended('stopped-resumable'), {}, 'stopped-resumable', 4],
    ['was interrupted', ended('interrupted'), {}, 'interrupted', 130],
    ['has no ending', half, {}, 'unfinished', undefined],
    ['has no ending, and a process is at work', half, { isRunning: true }, 'running', undefined],
    ['was given up', ended('interrupted'), { isGivenUp: true }, 'given-up', 130],
  ] as const)('given it %s, says so with the exit code', ([, run, more, state, exitCode], { expect }) => {
    expect(reportOf(run, more)).toMatchObject({ state, exitCode });
  });
});

describe('why a run stopped', () => {
  const half = sampleRun({ until: 'restart:prepare:s1' });
  const failure = SAMPLE_FAILURES['gate-timed-out'];
  it('given the last line has the failure, takes it from there', ({ expect }) => {
    const run = continued(half, [1, { kind: 'run-ended', outcome: 'stopped-resumable', failure }]);
    expect(reportOf(run).failure).toEqual(failure);
  });

  it('given a journal of an earlier release, takes the failure of the step', ({ expect }) => {
    const run = continued(
      half,
      [1, INTENDED],
      [1, { kind: 'failed', step: 'restart:prepare:s2', failure }],
      [1, { kind: 'run-ended', outcome: 'stopped-resumable' }],
    );
    expect(reportOf(run)).toMatchObject({ failure });
    expect(reportOf(run).steps.find(({ step }) => step === 'restart:prepare:s2')).toMatchObject({ state: 'failed' });
  });

  it('given the run went on and ended well, has none', ({ expect }) => {
    expect(reportOf(sampleRun()).failure).toBeUndefined();
  });
});

describe('the steps of a run', () => {
  it('given a process that told their ends, last as long as told; given one that did not, as its lines show', ({
    expect,
  }) => {
    const took = (earlier: boolean) => {
      const restart = reportOf(sampleRun({ earlier })).steps.find(({ step }) => step === 'restart:prepare:s1');
      const [span] = restart?.spans ?? [];
      return Date.parse(span?.until ?? '') - Date.parse(span?.from ?? '');
    };
    expect(took(false)).toBe(11_000);
    // Until the next line, which comes when the service is healthy.
    expect(took(true)).toBe(12_000);
  });

  it('given a run that stopped, tell done steps from those that began and those that did not', ({ expect }) => {
    const { steps } = reportOf(continued(sampleRun({ until: 'restart:prepare:s1' }), [1, INTENDED]));
    const state = (id: string) => steps.find(({ step }) => step === id)?.state;
    expect(['restart:prepare:s1', 'restart:prepare:s2', 'restart:prepare:s3'].map(state)).toEqual([
      'done',
      'begun',
      'not-begun',
    ]);
  });

  it('given a step outside the plan, has it at the end, without an estimate', ({ expect }) => {
    const run = continued(sampleRun({ until: 'restart:prepare:s1' }), [
      1,
      { kind: 'done', step: 'census:before-rewrite', evidence: {} },
    ]);
    expect(reportOf(run).steps.at(-1)).toMatchObject({ step: 'census:before-rewrite', plannedMs: undefined });
  });
});

describe('the commands of a run', () => {
  it('given a process that wrote what it sent, are exactly those, with their exit codes', ({ expect }) => {
    const run = sampleRun();
    const { commands } = reportOf(run);
    expect(commands).toHaveLength(run.plan.steps.filter(({ mutates }) => mutates).length);
    expect(commands.every(({ ending, exitCode }) => ending === 'exited' && exitCode === 0)).toBe(true);
  });

  it('given a process that was killed after an intention, have the line of the plan, and no ending', ({ expect }) => {
    const killed = continued(sampleRun({ until: 'restart:prepare:s1' }), [1, INTENDED]);
    expect(reportOf(killed).commands.at(-1)).toMatchObject({
      step: 'restart:prepare:s2',
      server: 's2',
      line: 'sudo -n true restart:prepare:s2',
      ending: 'not-recorded',
    });
  });

  it('given an intention after which nothing was sent, because the process stopped in good order, have nothing of it', ({
    expect,
  }) => {
    const stopped = continued(
      sampleRun({ until: 'restart:prepare:s1' }),
      [1, INTENDED],
      [1, { kind: 'run-ended', outcome: 'interrupted' }],
    );
    expect(reportOf(stopped).commands.some(({ step }) => step === 'restart:prepare:s2')).toBe(false);
  });

  it('given a journal of an earlier release, are the lines of the plan for what was intended', ({ expect }) => {
    const { commands } = reportOf(sampleRun({ earlier: true }));
    expect(commands.length).toBeGreaterThan(20);
    expect(new Set(commands.map(({ ending }) => ending))).toEqual(new Set(['not-recorded']));
  });
});

describe('the rest of a report', () => {
  it('given a run of two processes, has the pause, and whether the first was killed', ({ expect }) => {
    const run = continued(sampleRun({ until: 'restart:prepare:s1' }), [600, RESUMED], [1, INTENDED]);
    expect(reportOf(run)).toMatchObject({
      pauses: [{ killed: true }],
      summary: { parts: [{ operator: 'ops@laptop' }, { operator: 'you@desk', version: '0.2.0' }] },
    });
  });

  it('has snapshots with their server, counts, samples of the rewrite, and the point of no return', ({ expect }) => {
    const run = sampleRun();
    const report = reportOf(run);
    expect(report.snapshots).toMatchObject([
      { name: `keyturn-${run.plan.id}-before`, server: 's1', bytes: 77_824, when: 'before' },
      { name: `keyturn-${run.plan.id}-after`, server: 's1', when: 'after' },
    ]);
    expect(report.counts.map(({ step }) => step)).toEqual([undefined, 'prove']);
    expect(report.rewrite).toMatchObject([{ rewritten: 250, total: 500 }]);
    expect(report.pointOfNoReturn).toMatchObject({ step: run.plan.pointOfNoReturn });
    expect(report.pointOfNoReturn.at).toBeDefined();
    expect(report.journal).toEqual({ file: '/state/journal.ndjson', lines: run.lines.length, head: 'a'.repeat(64) });
  });
});
