import type { UnattendedFailure } from '../../src/model/failures/unattended.ts';

/** One of every kind of the failures of a command without an operator. */
export const SAMPLE_UNATTENDED: {
  readonly [K in UnattendedFailure['kind']]: Extract<UnattendedFailure, { kind: K }>;
} = {
  'rotation-elsewhere': {
    kind: 'rotation-elsewhere',
    cluster: 'prod',
    checks: [
      {
        id: 'stage-allowed',
        verdict: 'refuse',
        server: undefined,
        evidence: ['s1=prepare', 's2=start', 'strategy=staged', 'continuesAt=prepare'],
        issues: [],
      },
    ],
  },
  'hook-failed': {
    kind: 'hook-failed',
    hook: 'before-restart',
    program: './drain.sh',
    server: 's2',
    ending: { kind: 'exited', code: 3 },
    output: 'cannot evict pod db-0\n',
  },
  'alerts-hold': {
    kind: 'alerts-hold',
    server: 's2',
    waitedMs: 600_000,
    alerts: ['EtcdDown', 'KubeAPIErrorBudgetBurn'],
    unasked: undefined,
  },
  'outside-window': {
    kind: 'outside-window',
    windows: ['Sat 22:00-04:00 Europe/Berlin'],
    closesAt: undefined,
    estimateMs: 560_000,
    neededMs: 1_160_000,
    opens: { at: '2026-11-28T21:00:00.000Z', zone: 'Europe/Berlin' },
    longestMs: undefined,
  },
  'decision-pending': {
    kind: 'decision-pending',
    runId: '20261124T021500123Z-1a2b3c4d5e6f',
    journal: '/home/ops/.local/state/keyturn/runs/prod/20261124T021500123Z-1a2b3c4d5e6f/journal.ndjson',
  },
};
