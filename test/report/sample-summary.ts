import type { Census } from '../../src/model/facts.ts';
import type { RunSummary } from '../../src/model/run-summary.ts';
import { NEW_KEY, OLD_KEY } from '../support/sample-facts.ts';

export const SAMPLE_CENSUS: Census = {
  revision: '4711',
  total: 500,
  byKey: { 'aescbc/aescbckey': 500 },
  plaintext: 0,
  unknown: 0,
};

export const SAMPLE_SUMMARY: RunSummary = {
  runId: '20261124T020000000Z-0123456789ab',
  cluster: 'prod',
  distribution: 'rke2',
  strategy: 'staged',
  startedAt: '2026-11-24T02:00:00.000Z',
  endedAt: '2026-11-24T02:03:25.000Z',
  durationMs: 205_000,
  parts: [
    {
      from: '2026-11-24T02:00:00.000Z',
      until: '2026-11-24T02:03:25.000Z',
      ending: 'done',
      operator: 'ops@laptop',
      version: '0.1.0',
    },
  ],
  stages: [
    { stage: 'start', ms: 7_000 },
    { stage: 'prepare', ms: 73_000 },
    { stage: 'rotate', ms: 61_000 },
    { stage: 'reencrypt', ms: 12_000 },
    { stage: 'finished', ms: 44_000 },
    { stage: 'proof', ms: 8_000 },
  ],
  longestStep: { step: 'loaded:prepare', ms: 52_000 },
  stopped: undefined,
  restarts: 6,
  commandsSent: ['prepare', 'rotate', 'reencrypt'],
  restarted: ['s1', 's2'],
  notRestarted: [],
  readsAtRisk: [],
  outages: [
    { server: 's1', ms: 4_200 },
    { server: 's2', ms: 0 },
  ],
  refusedWrites: [],
  killedProcesses: 0,
  before: SAMPLE_CENSUS,
  after: { revision: '9911', total: 512, byKey: { [`aescbc/${NEW_KEY.name}`]: 512 }, plaintext: 0, unknown: 0 },
  readBack: { sample: 500, total: 512, apiservers: 2 },
  oldKey: OLD_KEY.name,
  newKey: NEW_KEY.name,
  keys: 'readable-everywhere',
  snapshots: ['keyturn-0123456789ab-before'],
  backupReference: undefined,
  remnants: undefined,
  leftOut: [],
  sealedCopies: [
    's1:/var/lib/keyturn/sealed/0123456789ab/before',
    's2:/var/lib/keyturn/sealed/0123456789ab/before',
    's1:/var/lib/keyturn/sealed/0123456789ab/new-key',
  ],
  earlierCopies: [],
  adopted: false,
  dueAt: '2027-02-22T02:03:25.000Z',
  journal: '/state/runs/prod/r1/journal.ndjson',
};
