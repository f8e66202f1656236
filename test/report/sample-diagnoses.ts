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
