import type { Diagnosis, DiagnosisOf, SignatureDetails, SignatureId } from '../../src/model/diagnosis.ts';
import { SIGNATURES } from '../../src/plan/signatures.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const [REACH] = SAMPLE_FAILURES['keys-out-of-reach'].keys;
if (REACH === undefined) throw new Error('a sample without a key');
const NEW_KEY = 'aescbc/aescbckey-2026-11-24T02:00:05Z';
const CUT_OFF = { server: 's1', key: NEW_KEY, blind: ['s2', 's3'] } as const;
const GIVEN_UP = {
  server: 's1',
  cause: 'failed to update secret: secrets "kill1-s1-1" not found',
  rewritten: 500,
  total: 2_200,
  blind: [],
} as const;

/** The data of each signature, and of each variant whose advice differs. */
const DETAILS: { readonly [Id in SignatureId]: readonly SignatureDetails[Id][] } = {
  'key-gone': [{ reach: { ...REACH, state: 'gone', lacking: ['s1', 's2', 's3'], holding: [] } }],
  'key-held': [{ reach: REACH }],
  'only-copy-of-new-key': [{ ...CUT_OFF, version: 'v1.35.2+rke2r1' }],
  'rewrite-cut-off': [CUT_OFF, { ...CUT_OFF, blind: [] }],
  'newer-than-datastore': [{ server: 's2', others: ['s1', 's3'] }],
  'servers-made-own-keys': [{ keys: ['aescbc/aescbckey'] }],
  'quorum-lost': [{ voters: 3, answering: 1, majority: 2 }],
  'rewrite-met-deleted-secret': [GIVEN_UP, { ...GIVEN_UP, blind: ['s2', 's3'] }],
  'rewrite-denied': [GIVEN_UP, { ...GIVEN_UP, blind: ['s2', 's3'] }],
  'file-edited': [{ server: 's2', path: '/var/lib/rancher/rke2/server/cred/encryption-config.json' }],
  'late-reload': [
    { server: 's1', hasLoaded: true, blind: ['s2', 's3'] },
    { server: 's1', hasLoaded: false, blind: [] },
  ],
  'followers-lack-new-key': [
    { reach: { ...REACH, key: NEW_KEY, state: 'behind', holding: ['s1'], lacking: ['s2', 's3'] } },
  ],
  'secrets-left-behind': [{ reach: { ...REACH, state: 'repairable' } }],
  'apiserver-not-loaded': [
    { server: 's2', ageMs: 20_000, isOverdue: false },
    { server: 's2', ageMs: 900_000, isOverdue: true },
  ],
  'rewrite-gave-up': [
    { ...GIVEN_UP, cause: 'failed to update secret: etcdserver: request timed out' },
    { ...GIVEN_UP, cause: 'failed to update secret: etcdserver: request timed out', blind: ['s2', 's3'] },
  ],
  'rewrite-silent': [{ server: 's1', silentMs: 1_800_000 }],
  'unfinished-run': [
    { run: '20261124T020000000Z-0123456789ab', failure: SAMPLE_FAILURES['connection-lost'], isHalfWay: true },
    { run: '20261124T020000000Z-0123456789ab', failure: undefined, isHalfWay: false },
  ],
  'foreign-rotation': [
    { stages: ['s1=prepare', 's2=start', 's3=start'], strategy: 'staged' },
    { stages: ['s1=rotate', 's2=start', 's3=start'], strategy: undefined },
  ],
  'server-unasked': [
    { server: 's2', failure: SAMPLE_FAILURES['host-unreachable'], isNodeReady: true },
    { server: 's2', failure: SAMPLE_FAILURES['host-unreachable'], isNodeReady: undefined },
  ],
  'config-mismatch': [{ server: 's2' }],
  'start-hangs': [{ server: 's2', version: 'v1.34.4+rke2r1' }],
  'waits-for-own-apiserver': [{ server: 's2', version: 'v1.36.3+rke2r1' }],
  'engine-panics': [
    { server: 's2', version: 'v1.32.4+rke2r1', isKnown: true },
    { server: 's2', version: 'v1.36.3+rke2r1', isKnown: false },
  ],
  'service-crashes': [
    { server: 's2', restarts: 7, lastWords: 'leaderelection lost' },
    { server: 's2', restarts: 7, lastWords: undefined },
  ],
  'status-unanswered': [
    { server: 's2', cause: 'runtime core not ready' },
    { server: 's2', cause: undefined },
  ],
  'annotation-outdated': [{ server: 's2', node: 's2' }],
  'stale-node': [
    { node: 's9', isCompared: true },
    { node: 's9', isCompared: false },
  ],
  'run-at-work': [
    { holder: 'ops (run 20261124T020000000Z-0123456789ab)', where: 'bastion' },
    { holder: undefined, where: undefined },
  ],
  'rewrite-running': [
    { server: 's1', rewritten: 500, total: 2_200 },
    { server: 's1', rewritten: undefined, total: undefined },
  ],
  'server-not-listed': [{ node: 's4' }],
  'certificates-near-end': [{ server: 's2' }],
  'etcd-no-space': [{ check: 'etcd-alarms', nodes: [] }],
  'freeze-must-stay': [{ check: 'writes-left-frozen', nodes: [] }],
  'etcd-member-down': [{ check: 'etcd-healthy', nodes: [] }],
  'encryption-off': [{ check: 'encryption-enabled', nodes: [] }],
  'annotation-missing': [{ check: 'nodes-annotated', nodes: ['s2'] }],
  'other-encryption-file': [{ check: 'managed-path', nodes: [] }],
  'plaintext-secrets': [{ check: 'plaintext-secrets', nodes: [] }],
  'secrets-under-another-provider': [{ check: 'unknown-prefixes', nodes: [] }],
  'no-secrets-seen': [{ check: 'secrets-seen', nodes: [] }],
  'datastore-unaskable': [{ check: 'datastore-access', nodes: [] }],
  'freeze-left': [{ check: 'writes-open', nodes: [] }],
  'apiserver-not-ready': [{ check: 'apiservers-ready', nodes: [] }],
  'service-not-running': [{ check: 'units-active', nodes: [] }],
  'node-not-ready': [{ check: 'nodes-ready', nodes: ['s2'] }],
  'others-at-work': [{ check: 'upgrade-plans', nodes: [] }],
  'etcd-learner': [{ check: 'etcd-voters', nodes: [] }],
  'config-differs': [{ check: 'config-equal', nodes: [] }],
  'config-unreadable': [{ check: 'config-readable', nodes: [] }],
  'token-missing': [{ check: 'token-present', nodes: [] }],
  'token-differs': [{ check: 'tokens-equal', nodes: [] }],
  'clocks-differ': [{ check: 'clocks', nodes: [] }],
  'disk-nearly-full': [{ check: 'free-space', nodes: [] }],
  'versions-differ': [{ check: 'versions-equal', nodes: [] }],
  'upgrade-waiting': [{ check: 'disk-matches-running', nodes: [] }],
  'bad-release': [{ check: 'known-issues', nodes: [] }],
  'node-cordoned': [{ check: 'nodes-schedulable', nodes: ['s2'] }],
  'journal-silent': [{ check: 'journal-tells', nodes: [] }],
  'file-readable-by-others': [{ check: 'file-modes', nodes: [] }],
  'reload-off': [{ check: 'automatic-reload', nodes: [] }],
  'other-providers': [{ check: 'providers-managed', nodes: [] }],
  'tools-missing': [{ check: 'tools-present', nodes: [] }],
  unrecognised: [{ checks: ['nodes-fresh'], failures: [SAMPLE_FAILURES['http-error']] }],
};

/** One diagnosis of each signature, and of each variant. */
export const SAMPLE_DIAGNOSES: readonly Diagnosis[] = (Object.keys(DETAILS) as readonly SignatureId[]).flatMap((id) =>
  DETAILS[id].map((details) => sampleOf(id, details)),
);

function sampleOf(id: SignatureId, details: SignatureDetails[SignatureId]): Diagnosis {
  const { severity, source } = id === 'unrecognised' ? { severity: 'broken' as const, source: [] } : SIGNATURES[id];
  const sample: DiagnosisOf<SignatureId> = {
    id,
    severity,
    servers: ['s1', 's2'],
    evidence: ['key=aescbc/aescbckey'],
    details,
    source,
    explained: [],
  };
  return sample as Diagnosis;
}
