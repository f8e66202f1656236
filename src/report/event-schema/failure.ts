import * as z from 'zod';
import { KEY_STANDINGS } from '../../model/key-out-of-reach.ts';
import type { CensusMoment } from '../../model/step.ts';
import { amount, count, gate, stage, stageCommand, stepId, text, texts } from './words.ts';

const moment = text as unknown as z.ZodType<CensusMoment | 'proof', CensusMoment | 'proof'>;

function kind<const K extends string, S extends z.core.$ZodLooseShape>(name: K, shape: S) {
  return z.strictObject({ kind: z.literal(name), ...shape });
}

/** Absent: the server itself. */
const atJumpHost = z.literal(true).optional();

const hostKey = { server: text, atJumpHost, address: text, keyType: text, fingerprint: text };

const connection = [
  kind('host-unreachable', { server: text, atJumpHost, address: text, reason: text }),
  kind('host-key-unknown', { ...hostKey, files: texts }),
  kind('host-key-changed', { ...hostKey, recordedAt: text }),
  kind('host-key-revoked', { ...hostKey, recordedAt: text }),
  kind('known-hosts-unreadable', { server: text, file: text, reason: text }),
  kind('identity-unreadable', { server: text, file: text, reason: text }),
  kind('authentication-failed', { server: text, atJumpHost, address: text, user: text, methods: texts }),
] as const;

const command = [
  kind('sudo-needs-password', { server: text, user: text }),
  kind('sudo-missing', { server: text, user: text }),
  kind('sudo-not-allowed', { server: text, user: text, stderr: text }),
  kind('connection-lost', { server: text, command: text }),
  kind('command-timed-out', {
    server: text,
    command: text,
    phase: z.enum(['open', 'first-byte', 'total']),
    afterMs: amount,
  }),
  kind('command-failed', {
    server: text,
    command: text,
    exitCode: z.int().optional(),
    signal: text.optional(),
    stderr: text,
  }),
  kind('unexpected-output', { server: text, command: text, expected: text, raw: text }),
  kind('http-error', { server: text, request: text, status: z.int(), message: text }),
] as const;

const problem = z.strictObject({
  rule: text,
  path: text,
  line: count.optional(),
  column: count.optional(),
  found: text.optional(),
  expected: text.optional(),
});

const input = [
  kind('usage', { message: text, command: text.optional() }),
  kind('inventory-unreadable', { file: text, reason: text }),
  kind('inventory-invalid', { file: text, problems: z.array(problem) }),
  kind('cluster-ambiguous', { file: text, clusters: texts }),
  kind('cluster-unknown', { file: text, wanted: text, clusters: texts }),
  kind('plan-unreadable', { file: text, reason: text }),
  kind('runs-ambiguous', { clusters: z.array(text) }),
  kind('file-unwritable', { file: text, reason: text }),
  kind('output-unwritable', { reason: text, finished: z.boolean() }),
  kind('confirmation-needed', { question: z.enum(['rotate', 'adopt', 'end-run']) }),
] as const;

const disagreement = z.enum([
  'stage-went-back',
  'stage-beyond-journal',
  'crashed-rewrite',
  'unknown-key',
  'stages-inconsistent',
  'servers-changed',
  'key-missing',
  'rewrite-ambiguous',
  'command-still-running',
]);

const drift = z.strictObject({ path: text, planned: text, found: text });

const withChecks = <const K extends string>(name: K) =>
  z.strictObject({
    kind: z.literal(name),
    // A check may hold the failure behind it.
    get checks() {
      return z.array(checkSchema);
    },
  });

const run = [
  withChecks('preflight-refused'),
  withChecks('resume-refused'),
  kind('plan-drifted', { planId: text, drifts: z.array(drift) }),
  kind('lock-held', {
    holder: text,
    since: text,
    where: text,
    expiresAt: text.optional(),
    removableFile: text.optional(),
  }),
  kind('lock-lost', { holder: text, where: text }),
  kind('lock-unconfirmed', { reason: text }),
  kind('journal-unwritable', { file: text, reason: text }),
  kind('lock-unwritable', { file: text, reason: text }),
  kind('runs-unreadable', { directory: text, reason: text }),
  kind('journal-corrupt', { file: text, line: count, reason: text }),
  kind('nothing-to-resume', { cluster: text.optional() }),
  kind('nothing-to-adopt', { cluster: text }),
  kind('unfinished-run', { runId: text, journal: text }),
  kind('keys-out-of-reach', {
    keys: z.array(
      z.strictObject({
        key: text,
        secrets: amount,
        standing: z.enum(KEY_STANDINGS),
        lacking: texts,
        holding: texts,
        stillInUse: texts,
        unusedFiles: texts,
        copies: z.array(z.strictObject({ server: text, directory: text, sha256: text, keys: texts })),
        unseen: texts,
      }),
    ),
  }),
  kind('journal-disagrees', { disagreement, evidence: texts }),
  kind('interrupted', {
    at: z.strictObject({ step: stepId, moment: z.enum(['before', 'during', 'sent']) }).optional(),
  }),
] as const;

const engine = [
  kind('status-refused', { server: text, errorId: text.optional(), cause: text }),
  kind('stage-command-refused', { server: text, command: stageCommand, errorId: text.optional(), cause: text }),
  kind('stage-command-not-taken', { server: text, command: stageCommand, observed: texts }),
  kind('stage-command-unclear', { server: text, command: stageCommand, observed: texts }),
  kind('rewrite-failed', {
    server: text,
    cause: text,
    rewritten: count.optional(),
    total: count,
    abandoned: z.boolean(),
    bothKeysEverywhere: z.boolean(),
    deleted: z.boolean(),
    lateReload: z.enum(['came-since', 'still-missing']).optional(),
    repaired: z.enum(['all', 'not-all', 'not-tried']),
  }),
  kind('rewrite-overdue', {
    server: text,
    waitedMs: amount,
    rewritten: count.optional(),
    source: z.enum(['journal', 'datastore']).optional(),
    listExpired: z.boolean(),
    total: count,
    unreadable: count.optional(),
    names: texts,
    bothKeysEverywhere: z.boolean(),
  }),
  kind('new-key-missing', { server: text, observed: texts }),
  kind('no-etcd-server', {}),
  kind('no-secrets-seen', {}),
  kind('freeze-unconfirmed', {
    wanted: z.enum(['frozen', 'frozen-again', 'deletes-allowed', 'open']),
    observed: texts,
  }),
  kind('freeze-blocks-rewrite', { server: text, tried: amount, refused: amount, names: texts }),
  kind('snapshot-unconfirmed', { server: text, name: text, listing: text, said: text }),
  kind('seal-unconfirmed', { server: text, path: text, reason: text }),
] as const;

const stateDifference = z.discriminatedUnion('kind', [
  kind('stage', { server: text, stage }),
  kind('keys', { server: text, keys: texts }),
  kind('files-disagree', { server: text }),
  kind('file-not-the-leaders', { server: text }),
  kind('server-unknown', { server: text }),
  kind('not-loaded', { server: text }),
]);

const proof = [
  kind('gate-timed-out', { server: text, gate, waitedMs: amount, observed: texts }),
  kind('gate-broken', { server: text, gate, observed: texts }),
  kind('start-refused', {
    server: text,
    because: z.enum(['newer-than-datastore']),
    isLeader: z.boolean(),
    observed: texts,
  }),
  kind('stragglers-remain', { moment, count, names: texts, repairable: z.boolean() }),
  kind('secrets-unreadable', { server: text, count, names: texts }),
  kind('proof-failed', { differences: z.array(stateDifference) }),
] as const;

const bug = kind('bug', { where: text, message: text, stack: text.optional() });

/** Every failure as it is written in JSON. */
export const failureSchema = z
  .discriminatedUnion('kind', [...connection, ...command, ...input, ...run, ...engine, ...proof, bug])
  .meta({ id: 'Failure', description: 'What went wrong. `kind` says which of the other fields are there.' });

/** A preflight check or a check of the proof. */
export const checkSchema = z
  .strictObject({
    id: text,
    verdict: z.enum(['pass', 'warn', 'refuse']),
    server: text.optional(),
    evidence: texts,
    issues: texts,
    get failure() {
      return failureSchema.optional();
    },
  })
  .meta({ id: 'Check', description: 'One check with what it saw. Without `server` it is about the cluster.' });
