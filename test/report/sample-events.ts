import type { Event } from '../../src/model/event.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { SAMPLE_CENSUS, SAMPLE_SUMMARY } from './sample-summary.ts';
import { SAMPLE_FAILURES, samplePlanWithCommands } from './samples.ts';

const PLAN = samplePlanWithCommands('three', 'staged');
const VIEW = { stage: 'rotate', sha256: 'a'.repeat(64) } as const;

/** One of every type: a type that is missing here does not compile. */
export const SAMPLE_EVENTS: { readonly [T in Event['type']]: Extract<Event, { type: T }> } = {
  'run-started': { type: 'run-started', runId: 'r1', cluster: 'prod', plan: PLAN, journal: SAMPLE_SUMMARY.journal },
  'run-resumed': {
    type: 'run-resumed',
    runId: 'r1',
    cluster: 'prod',
    plan: PLAN,
    entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
    journal: SAMPLE_SUMMARY.journal,
    past: {
      workedMs: 95_000,
      steps: [{ step: 'command:prepare', durationMs: 1_500 }],
      restarts: { s1: 1, s2: 1 },
    },
  },
  'servers-left-out': {
    type: 'servers-left-out',
    servers: [{ name: 's3', tried: { address: '10.0.0.13:22', reason: 'ECONNREFUSED' } }],
    voters: 2,
  },
  'facts-gathering': { type: 'facts-gathering', cluster: 'prod', servers: ['s1', 's2', 's3'] },
  'facts-gathered': { type: 'facts-gathered', facts: SAMPLE_FACTS.split },
  'step-started': { type: 'step-started', step: 'restart:prepare:s2', index: 7, total: 33, estimateMs: 35_000 },
  'step-finished': {
    type: 'step-finished',
    step: 'restart:prepare:s2',
    durationMs: 21_000,
    found: false,
    evidence: { invocationId: 'x' },
  },
  'step-failed': { type: 'step-failed', step: 'prove', failure: SAMPLE_FAILURES['preflight-refused'] },
  waiting: {
    type: 'waiting',
    server: 's2',
    gate: 'node',
    step: 'restart:prepare:s2',
    elapsedMs: 4_000,
    deadlineMs: 600_000,
    observed: ['Ready=False'],
  },
  'gate-held': { type: 'gate-held', server: 's2', gate: 'node', step: 'restart:prepare:s2', elapsedMs: 5_000 },
  'server-view': {
    type: 'server-view',
    view: { server: 's2', stage: VIEW, loadedSha256: undefined, health: 'restarting', restarts: 1 },
  },
  'rewrite-progress': {
    type: 'rewrite-progress',
    rewritten: 320,
    total: 500,
    source: 'journal',
    perSecond: 96,
    leftMs: 1_875,
  },
  'rewrite-unreported': { type: 'rewrite-unreported', server: 's1' },
  'census-taken': {
    type: 'census-taken',
    step: 'census:before-roll',
    census: SAMPLE_CENSUS,
    stragglerCount: 3,
  },
  'stragglers-repaired': { type: 'stragglers-repaired', step: 'census:before-roll', through: 's2', count: 3 },
  'read-back-progress': { type: 'read-back-progress', server: 's3', read: 100, total: 500 },
  'command-sent': { type: 'command-sent', server: 's1', line: 'sudo -n true', mutates: false },
  reconnecting: { type: 'reconnecting', server: 's1', reason: 'connection-lost' },
  'interrupt-requested': { type: 'interrupt-requested', hard: false, signal: 'SIGINT' },
  'writes-left-frozen': {
    type: 'writes-left-frozen',
    reason: 'servers-differ',
    server: 's1',
    lines: ['sudo -n curl -X DELETE https://127.0.0.1:6443/policy'],
  },
  'early-roll-late': { type: 'early-roll-late', server: 's2' },
  'hook-finished': {
    type: 'hook-finished',
    hook: 'after-restart',
    program: './uncordon.sh',
    server: 's2',
    ending: { kind: 'deadline', afterMs: 60_000 },
    output: 'waiting for s2\n',
    durationMs: 60_100,
  },
  notified: { type: 'notified', target: 'https://hooks.example.com', failure: 'status 503' },
  'outside-window': {
    type: 'outside-window',
    windows: ['Sat 22:00-04:00 Europe/Berlin'],
    closesAt: '2026-11-29T03:00:00.000Z',
    leftMs: 400_000,
  },
  'lock-heartbeat-failed': { type: 'lock-heartbeat-failed', reason: 'http-error' },
  'mirror-behind': {
    type: 'mirror-behind',
    server: 's1',
    file: '/var/lib/keyturn/runs/prod/20261124T021500123Z-1a2b3c4d5e6f.ndjson',
    failure: SAMPLE_FAILURES['command-failed'],
  },
  'mirror-caught-up': {
    type: 'mirror-caught-up',
    server: 's1',
    file: '/var/lib/keyturn/runs/prod/20261124T021500123Z-1a2b3c4d5e6f.ndjson',
    lines: 4,
  },
  'journal-taken': {
    type: 'journal-taken',
    runId: '20261124T021500123Z-1a2b3c4d5e6f',
    server: 's1',
    file: '/var/lib/keyturn/runs/prod/20261124T021500123Z-1a2b3c4d5e6f.ndjson',
    lines: 12,
    unmirrored: ['command:rotate'],
  },
  'run-ended': {
    type: 'run-ended',
    outcome: { kind: 'stopped-resumable', failure: SAMPLE_FAILURES['gate-timed-out'] },
    summary: SAMPLE_SUMMARY,
  },
};
