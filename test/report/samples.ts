import { RUN_SAMPLES } from './run-samples.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import type { Failure, FailureKind } from '../../src/model/failure.ts';
import type { Plan } from '../../src/model/plan.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';
import { SAMPLE_JOURNAL_FAILURES } from './sample-journal-failures.ts';
import { SAMPLE_UNATTENDED } from './sample-unattended.ts';
import { SAMPLE_RESCUES } from './sample-rescues.ts';
import { SAMPLE_LOGINS } from './refused-login.ts';

/** A plan whose commands are short stand-ins; the write window is accepted. */
export function samplePlanWithCommands(
  topology: keyof typeof SAMPLE_FACTS,
  strategy: 'staged' | 'rotate-keys',
  change: { readonly freezeWrites?: boolean } = {},
): Plan {
  return planOfFacts(SAMPLE_FACTS[topology], strategy, change);
}

/** The same for any facts. */
export function planOfFacts(
  facts: ClusterFacts,
  strategy: 'staged' | 'rotate-keys',
  { freezeWrites = false }: { readonly freezeWrites?: boolean } = {},
): Plan {
  return samplePlan(facts, strategy, {
    freezeWrites,
    commandsFor: ({ id, servers }) => {
      const acts = /^(?:snapshot|seal|command|restart|clean-up)/.test(id);
      return {
        commands: acts ? servers.map((server) => ({ server, line: `sudo -n act '${id}'` })) : [],
        mutates: acts,
      };
    },
  });
}

const HOST = { server: 's2', address: '10.0.0.12:2222' };
const KEY = { ...HOST, keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' };

/** One of every kind: a kind that is missing here does not compile. */
export const SAMPLE_FAILURES: { readonly [K in FailureKind]: Extract<Failure, { kind: K }> } = {
  'host-unreachable': { kind: 'host-unreachable', ...HOST, reason: 'ECONNREFUSED' },
  'host-key-unknown': { kind: 'host-key-unknown', ...KEY, files: ['/home/ops/.ssh/known_hosts'] },
  'host-key-changed': { kind: 'host-key-changed', ...KEY, recordedAt: '/home/ops/.ssh/known_hosts:7' },
  'host-key-revoked': { kind: 'host-key-revoked', ...KEY, recordedAt: '/home/ops/.ssh/known_hosts:7' },
  'known-hosts-unreadable': { kind: 'known-hosts-unreadable', server: 's2', file: '/etc/known', reason: 'EACCES' },
  'identity-unreadable': { kind: 'identity-unreadable', server: 's2', file: '/home/ops/my key', reason: 'ENOENT' },
  ...SAMPLE_LOGINS,
  'not-this-machine': { kind: 'not-this-machine', server: 's2', hostname: 's1', addresses: ['10.0.0.11'] },
  'sudo-needs-password': { kind: 'sudo-needs-password', server: 's2', user: 'ops' },
  'sudo-missing': { kind: 'sudo-missing', server: 's2', user: 'ops' },
  'sudo-not-allowed': {
    kind: 'sudo-not-allowed',
    server: 's2',
    user: 'ops',
    stderr: 'ops is not in the sudoers file\n',
  },
  'connection-lost': { kind: 'connection-lost', server: 's2', command: 'sudo -n true' },
  'command-timed-out': {
    kind: 'command-timed-out',
    server: 's2',
    command: 'sudo -n true',
    phase: 'total',
    afterMs: 30_000,
  },
  'command-failed': {
    kind: 'command-failed',
    server: 's2',
    command: 'sudo -n systemctl restart x',
    exitCode: 4,
    signal: undefined,
    stderr: 'first\nUnit x not found.\n',
  },
  'unexpected-output': {
    kind: 'unexpected-output',
    server: 's2',
    command: 'rke2 secrets-encrypt status',
    expected: 'a status',
    raw: 'what?',
  },
  'answer-out-of-bounds': {
    kind: 'answer-out-of-bounds',
    server: 's2',
    command: 'nodes',
    bound: 'json-values',
    limit: 500_000,
  },
  'unit-missing': { kind: 'unit-missing', server: 's2', unit: 'k3s.service', found: 'rke2-server.service' },
  'http-error': { kind: 'http-error', server: 's2', request: 'GET /readyz', status: 500, message: 'not ok' },
  usage: { kind: 'usage', message: 'unknown option --foo', command: 'rotate' },
  'inventory-unreadable': { kind: 'inventory-unreadable', file: 'hosts.yaml', reason: 'ENOENT' },
  'inventory-invalid': {
    kind: 'inventory-invalid',
    file: 'hosts.yaml',
    problems: [
      {
        rule: 'unknown-key',
        path: 'clusters.prod.severs',
        line: 4,
        column: 5,
        found: 'severs',
        expected: 'servers',
      },
      { rule: 'missing', path: 'version', line: undefined, column: undefined, found: undefined, expected: '1' },
    ],
  },
  'cluster-ambiguous': { kind: 'cluster-ambiguous', file: 'hosts.yaml', clusters: ['prod', 'test'] },
  'cluster-unknown': { kind: 'cluster-unknown', file: 'hosts.yaml', wanted: 'prd', clusters: ['prod', 'test'] },
  'server-unknown': { kind: 'server-unknown', wanted: 's9', servers: ['s1', 's2', 's3'] },
  'plan-unreadable': { kind: 'plan-unreadable', file: 'plan.json', reason: 'not JSON' },
  ...RUN_SAMPLES,
  'output-unwritable': { kind: 'output-unwritable', reason: 'ENOSPC', finished: false },
  'file-unwritable': { kind: 'file-unwritable', file: '/root/plan.json', reason: 'EACCES' },
  declined: { kind: 'declined', question: 'rotate' },
  'confirmation-needed': { kind: 'confirmation-needed', question: 'rotate' },
  'servers-unasked': {
    kind: 'servers-unasked',
    servers: [
      {
        name: 's2',
        failure: { kind: 'host-unreachable', server: 's2', address: '10.0.0.12:22', reason: 'connect ECONNREFUSED' },
      },
      {
        name: 's3',
        failure: {
          kind: 'host-key-unknown',
          server: 's3',
          address: '10.0.0.13:22',
          keyType: 'ssh-ed25519',
          fingerprint: 'SHA256:bbbb',
          files: ['/home/ops/.ssh/known_hosts'],
        },
      },
    ],
  },
  'preflight-refused': {
    kind: 'preflight-refused',
    checks: [
      { id: 'versions-equal', verdict: 'refuse', server: undefined, evidence: ['s1=v1', 's2=v2'], issues: [] },
      { id: 'etcd-quorum', verdict: 'warn', server: undefined, evidence: ['members=1'], issues: [] },
      {
        id: 'questions-answered',
        verdict: 'refuse',
        server: 's3',
        evidence: ['failure=connection-lost'],
        issues: [],
        failure: { kind: 'connection-lost', server: 's3', command: 'x' },
      },
    ],
  },
  ...SAMPLE_UNATTENDED,
  ...SAMPLE_JOURNAL_FAILURES,
  'resume-refused': {
    kind: 'resume-refused',
    checks: [{ id: 'upgrade-plans', verdict: 'refuse', server: undefined, evidence: ['plan=upgrade'], issues: [] }],
  },
  'plan-drifted': {
    kind: 'plan-drifted',
    planId: '0123456789ab',
    drifts: [{ path: 'servers.s2.version', planned: 'v1', found: 'v2' }],
  },
  'lock-held': {
    kind: 'lock-held',
    holder: 'ada@bastion',
    since: '2026-11-24T02:00:00Z',
    where: 'kube-system/keyturn',
    expiresAt: '2026-11-24T02:01:00Z',
  },
  'lock-unconfirmed': { kind: 'lock-unconfirmed', reason: 'connection-lost' },
  'lock-lost': { kind: 'lock-lost', holder: 'bob@laptop', where: 'kube-system/keyturn' },
  'lock-unwritable': { kind: 'lock-unwritable', file: '/state/locks/prod.lock', reason: 'EACCES' },
  'state-untrusted': { kind: 'state-untrusted', path: '/state/runs/prod', problem: 'foreign-owner', owner: 1234 },
  'runs-unreadable': { kind: 'runs-unreadable', directory: '/state/runs', reason: 'EACCES' },
  'nothing-to-resume': { kind: 'nothing-to-resume', cluster: 'prod' },
  'nothing-to-adopt': { kind: 'nothing-to-adopt', cluster: 'prod' },
  'unfinished-run': { kind: 'unfinished-run', runId: 'r1', journal: '/state/r1/journal.ndjson' },
  'keys-out-of-reach': {
    kind: 'keys-out-of-reach',
    keys: [
      {
        key: 'aescbc/aescbckey',
        secrets: 8_811,
        state: 'held',
        lacking: ['s1'],
        holding: ['s2', 's3'],
        stillInUse: [],
        unusedFiles: [],
        copies: [
          {
            server: 's1',
            directory: '/var/lib/keyturn/sealed/0123456789ab/before',
            sha256: 'a'.repeat(64),
            keys: ['aescbc/aescbckey'],
          },
        ],
        unseen: [],
      },
    ],
  },
  'left-out-answers': { kind: 'left-out-answers', server: 's3', recorded: false },
  'leader-left-out': { kind: 'leader-left-out', server: 's1', runId: '20261124T020000000Z-0123456789ab' },
  'journal-disagrees': { kind: 'journal-disagrees', disagreement: 'crashed-rewrite', evidence: ['s1: keys=2'] },
  interrupted: { kind: 'interrupted', at: { step: 'restart:rotate:s2', phase: 'sent' } },
  'status-refused': { kind: 'status-refused', server: 's2', errorId: '64661', cause: 'core not ready' },
  'stage-command-refused': {
    kind: 'stage-command-refused',
    server: 's1',
    command: 'prepare',
    errorId: 'e-42',
    cause: 'hash mismatch',
  },
  'rewrite-overdue': {
    kind: 'rewrite-overdue',
    server: 's1',
    waitedMs: 184_000,
    rewritten: undefined,
    source: undefined,
    listExpired: false,
    total: 500,
    unreadable: 1,
    names: ['default/a'],
    bothKeysEverywhere: true,
  },
  'new-key-missing': { kind: 'new-key-missing', server: 's1', observed: ['keys=aescbckey'] },
  ...SAMPLE_RESCUES,
  'no-secrets-seen': { kind: 'no-secrets-seen' },
  'no-etcd-server': { kind: 'no-etcd-server' },
  'freeze-unconfirmed': { kind: 'freeze-unconfirmed', wanted: 'frozen', observed: ['s2: open'] },
  'freeze-blocks-rewrite': {
    kind: 'freeze-blocks-rewrite',
    server: 's1',
    tried: 100,
    refused: 2,
    names: ['default/a', 'default/b'],
  },
  'stage-command-not-taken': {
    kind: 'stage-command-not-taken',
    server: 's1',
    command: 'rotate',
    observed: ['unit=absent'],
  },
  'stage-command-unclear': {
    kind: 'stage-command-unclear',
    server: 's1',
    command: 'rotate',
    observed: ['stage=prepare'],
  },
  'rewrite-failed': {
    kind: 'rewrite-failed',
    server: 's1',
    cause: 'webhook denied',
    rewritten: 120,
    total: 500,
    abandoned: false,
    bothKeysEverywhere: false,
    deleted: false,
    lateReload: undefined,
    repaired: 'not-tried',
  },
  'snapshot-unconfirmed': {
    kind: 'snapshot-unconfirmed',
    server: 's1',
    name: 'keyturn-x-before',
    listing: '',
    said: 'level=error msg="no space left on device"',
  },
  'seal-unconfirmed': { kind: 'seal-unconfirmed', server: 's1', path: '/var/lib/keyturn/sealed/x', reason: 'sha256' },
  'gate-timed-out': {
    kind: 'gate-timed-out',
    server: 's2',
    gate: 'node',
    waitedMs: 600_000,
    observed: ['Ready=False'],
  },
  'start-refused': {
    kind: 'start-refused',
    server: 's1',
    because: 'newer-than-datastore',
    isLeader: true,
    observed: ['ActiveState=activating'],
  },
  'gate-broken': { kind: 'gate-broken', server: 's2', gate: 'etcd', observed: ['members=2'] },
  'stragglers-remain': {
    kind: 'stragglers-remain',
    point: 'last-holder',
    count: 12,
    names: ['default/a', 'default/b'],
    repairable: true,
  },
  'secrets-unreadable': { kind: 'secrets-unreadable', server: 's3', count: 1, names: ['default/a'] },
  'proof-failed': {
    kind: 'proof-failed',
    differences: [{ kind: 'stage', server: 's3', disk: 'rotate', status: undefined, annotation: 'rotate' }],
  },
  bug: { kind: 'bug', where: 'rotate', message: 'no facts of server s9', stack: 'Error: no facts\n    at x' },
};
