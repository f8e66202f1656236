import type { Failure, FailureKind } from '../../src/model/failure.ts';

type Kinds = 'runs-ambiguous' | 'run-unknown' | 'run-ambiguous' | 'run-never-began' | 'journal-altered';

/** Failures about runs on the disk. */
export const RUN_SAMPLES: { readonly [K in FailureKind & Kinds]: Extract<Failure, { kind: K }> } = {
  'runs-ambiguous': { kind: 'runs-ambiguous', clusters: ['prod', 'test'] },
  'run-unknown': {
    kind: 'run-unknown',
    wanted: 'abc',
    directory: '/home/ops/.local/state/keyturn',
    runs: ['20261124T020000000Z-0123456789ab (cluster prod)'],
  },
  'run-ambiguous': {
    kind: 'run-ambiguous',
    wanted: '2026',
    runs: ['20261124T020000000Z-0123456789ab (cluster prod)', '20261123T020000000Z-ba9876543210 (cluster prod)'],
  },
  'run-never-began': { kind: 'run-never-began', runId: '20261124T020000000Z-0123456789ab' },
  'journal-altered': {
    kind: 'journal-altered',
    file: '/home/ops/.local/state/keyturn/runs/prod/r1/journal.ndjson',
    line: 17,
    reason: 'hash chain broken',
  },
};
