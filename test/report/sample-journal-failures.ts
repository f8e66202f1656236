import type { Failure } from '../../src/model/failure.ts';
import type { MirrorFailure } from '../../src/model/failures/mirror.ts';

const RUN = '20261124T021500123Z-1a2b3c4d5e6f';
const FILE = `/var/lib/keyturn/runs/prod/${RUN}.ndjson`;

type JournalFailure = MirrorFailure | Extract<Failure, { kind: 'journal-unwritable' | 'journal-corrupt' }>;

/** One of every kind of the failures of a journal and of its copy on the leader. */
export const SAMPLE_JOURNAL_FAILURES: {
  readonly [K in JournalFailure['kind']]: Extract<JournalFailure, { kind: K }>;
} = {
  'journal-unwritable': { kind: 'journal-unwritable', file: '/state/journal.ndjson', reason: 'ENOSPC' },
  'journal-corrupt': { kind: 'journal-corrupt', file: '/state/journal.ndjson', line: 7, reason: 'hash chain' },
  'journal-behind': {
    kind: 'journal-behind',
    beyond: 'longer',
    runId: RUN,
    mirroredRun: RUN,
    directory: `/home/ops/.local/state/keyturn/runs/prod/${RUN}`,
    server: 's1',
    file: FILE,
  },
  'mirror-corrupt': { kind: 'mirror-corrupt', server: 's1', file: FILE, line: 7, reason: 'hash chain broken' },
  'mirror-unwritable': {
    kind: 'mirror-unwritable',
    server: 's1',
    file: FILE,
    failure: {
      kind: 'command-failed',
      server: 's1',
      command: 'sudo -n sh -c x',
      exitCode: 1,
      signal: undefined,
      stderr: 'cat: write error: No space left on device\n',
    },
  },
  'mirrored-run-unfinished': { kind: 'mirrored-run-unfinished', runId: RUN, server: 's1', file: FILE },
};
