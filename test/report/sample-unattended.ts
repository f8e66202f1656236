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
  'decision-pending': {
    kind: 'decision-pending',
    runId: '20261124T021500123Z-1a2b3c4d5e6f',
    journal: '/home/ops/.local/state/keyturn/runs/prod/20261124T021500123Z-1a2b3c4d5e6f/journal.ndjson',
  },
};
