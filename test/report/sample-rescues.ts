import type { Failure } from '../../src/model/failure.ts';
import type { RescueFailure, RescueRefusal } from '../../src/model/failures/rescue.ts';

const KEY = 'aescbc/aescbckey';
const PATH = '/var/lib/rancher/k3s/server/cred/encryption-config.json';
const SEEN = { server: 's2', keys: [KEY, 'aescbc/by-hand'], stage: 'start', sha256: 'c'.repeat(64) };

/** One refusal of every kind: a kind that is missing here does not compile. */
const BY_KIND: { readonly [K in RescueRefusal['kind']]: Extract<RescueRefusal, { kind: K }> } = {
  'nothing-missing': { kind: 'nothing-missing' },
  'rotation-mends': {
    kind: 'rotation-mends',
    keys: [
      {
        key: KEY,
        secrets: 41,
        state: 'behind',
        lacking: ['s2'],
        holding: ['s1'],
        stillInUse: [],
        unusedFiles: [],
        copies: [],
        unseen: [],
      },
    ],
  },
  'rewrite-running': { kind: 'rewrite-running', servers: ['s1'] },
  'writes-frozen': { kind: 'writes-frozen' },
  'secrets-uncounted': { kind: 'secrets-uncounted', unknown: 3 },
  'files-unread': { kind: 'files-unread', servers: ['s3'] },
  'apiservers-silent': { kind: 'apiservers-silent', servers: ['s3'] },
  'reload-off': { kind: 'reload-off', servers: ['s1', 's2'] },
  'goal-unknown': { kind: 'goal-unknown', files: [SEEN] },
  'files-unexplained': { kind: 'files-unexplained', files: [SEEN] },
  'copies-unread': { kind: 'copies-unread', keys: [KEY], servers: ['e1'] },
  'key-ambiguous': { kind: 'key-ambiguous', key: KEY, places: [`s1:${PATH}`, `s2:${PATH}`] },
  'file-form': { kind: 'file-form', places: [`s1:${PATH}`] },
};

export const SAMPLE_REFUSALS: readonly RescueRefusal[] = Object.values(BY_KIND);

/** One failure of a rescue of every kind. */
export const SAMPLE_RESCUES: { readonly [K in RescueFailure['kind']]: Extract<Failure, { kind: K }> } = {
  'rescue-refused': { kind: 'rescue-refused', reasons: [BY_KIND['files-unexplained']], checks: [] },
  'secrets-lost': {
    kind: 'secrets-lost',
    lost: [{ key: KEY, count: 8_811, names: ['default/a', 'default/b'] }],
    readable: 4_135,
    snapshots: [
      { server: 's1', path: '/var/lib/rancher/k3s/server/db/snapshots/nightly-s1-1', savedAtSeconds: 1_795_000_000 },
    ],
    unseen: ['s3'],
    deletion: { server: 's1', line: 'curl -X POST https://127.0.0.1:2382/v3/kv/deleterange' },
  },
  'file-changed': { kind: 'file-changed', server: 's2', path: PATH, found: 'd'.repeat(64), expected: ['a'.repeat(64)] },
  'other-operation': { kind: 'other-operation', runId: 'r1', operation: 'rescue' },
  'rescue-elsewhere': {
    kind: 'rescue-elsewhere',
    runId: 'r1',
    server: 's1',
    file: '/var/lib/keyturn/runs/prod/r1/journal.ndjson',
  },
  'undo-too-late': { kind: 'undo-too-late', runId: 'r1' },
  'cluster-unconfirmed': { kind: 'cluster-unconfirmed', cluster: 'prod', named: 'staging' },
};
