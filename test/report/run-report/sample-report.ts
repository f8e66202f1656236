import { runReport } from '../../../src/history/run-report.ts';
import type { RunReport } from '../../../src/model/run-report.ts';
import { continued, sampleRun, type SampleRun } from '../../support/sample-run.ts';
import { SAMPLE_FAILURES } from '../samples.ts';

function reportOf(run: SampleRun): RunReport {
  return runReport({ ...run, file: '/state/runs/prod/r1/journal.ndjson', head: 'ab'.repeat(32), isGivenUp: false });
}

/** A staged run that ended well. */
export const DONE = reportOf(sampleRun());

/** A run of `rotate-keys`, whose followers could not read for a while. */
export const ROTATE_KEYS = reportOf(sampleRun({ strategy: 'rotate-keys' }));

/** A run that was killed in its first roll, resumed ten minutes later, and stopped. */
export const STOPPED = reportOf(
  continued(
    sampleRun({ until: 'restart:prepare:s1' }),
    [1, { kind: 'intended', step: 'restart:prepare:s2', before: { kind: 'none' } }],
    [600, { kind: 'run-resumed', entry: { at: 'prepare' }, pid: 7, operator: 'you@desk', version: '0.1.0' }],
    [30, { kind: 'failed', step: 'restart:prepare:s2', failure: SAMPLE_FAILURES['gate-timed-out'] }],
    [
      1,
      {
        kind: 'run-ended',
        outcome: 'stopped-resumable',
        failure: SAMPLE_FAILURES['gate-timed-out'],
        outages: [
          {
            server: 's2',
            ms: 4_000,
            periods: [{ from: '2026-11-24T02:11:50.000Z', until: '2026-11-24T02:11:54.000Z' }],
          },
        ],
      },
    ],
  ),
);

export const ALL: readonly (readonly [string, RunReport])[] = [
  ['a run that ended well', DONE],
  ['a run of rotate-keys', ROTATE_KEYS],
  ['a run that stopped', STOPPED],
];

/** Words of ours, which no host can choose. */
const OURS = new Set([
  'schema',
  'state',
  'kind',
  'at',
  'from',
  'until',
  'startedAt',
  'endedAt',
  'dueAt',
  'stage',
  'verdict',
  'part',
  'ending',
  'strategy',
  'controlPlanes',
  'apiserverReload',
  'datastore',
  'distribution',
  'keys',
  'when',
  'gate',
  'commandsSent',
]);

/** The same report where every text that a host, an inventory or a journal can choose has markup and escapes in it. */
export function hostile(report: RunReport, poison: string): RunReport {
  const poisoned = (value: unknown, name: string): unknown => {
    if (OURS.has(name)) return value;
    if (typeof value === 'string') return `${value}${poison}`;
    if (Array.isArray(value)) return value.map((each) => poisoned(each, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        name === 'byKey' || name === 'evidence' ? `${key}${poison}` : key,
        poisoned(each, key),
      ]),
    );
  };
  return poisoned(report, '') as RunReport;
}
