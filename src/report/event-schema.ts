import * as z from 'zod';
import type { Event } from '../model/event.ts';
import { EVENT_SCHEMA } from './event-line.ts';
import { factsSchema } from './event-schema/facts.ts';
import { failureSchema } from './event-schema/failure.ts';
import { censusSchema, entrySchema, planSchema, serverViewSchema, summarySchema } from './event-schema/plan.ts';
import { amount, count, evidence, gate, stepId, text, texts } from './event-schema/words.ts';

function event<const T extends Event['type'], S extends z.core.$ZodLooseShape>(type: T, means: string, shape: S) {
  return z.strictObject({ type: z.literal(type), ...shape }).meta({ description: means });
}

const failedOutcomes = [
  'bug',
  'usage',
  'refused',
  'stopped-resumable',
  'stopped-for-a-person',
  'locked',
  'proof-failed',
  'interrupted',
] as const;

const outcomeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['done', 'nothing-to-do']) }),
    z.strictObject({ kind: z.enum(failedOutcomes), failure: failureSchema }),
  ])
  .meta({ id: 'Outcome', description: 'How it ended; docs/exit-codes.md has the exit code of each kind.' });

const frozen = { reason: z.enum(['servers-differ', 'secrets-left', 'not-lifted']), server: text, lines: texts };

/** One schema for each type of event; a type without a schema does not compile. */
export const EVENT_SCHEMAS = {
  'run-started': event('run-started', 'A run begins; its journal is open.', {
    runId: text,
    cluster: text,
    plan: planSchema,
    journal: text,
  }),
  'run-resumed': event('run-resumed', 'An unfinished run is taken up again.', {
    runId: text,
    cluster: text,
    plan: planSchema,
    entry: entrySchema,
    journal: text,
  }),
  'facts-gathering': event('facts-gathering', 'The servers are being asked; nothing is changed.', {
    cluster: text,
    servers: texts,
  }),
  'facts-gathered': event('facts-gathered', 'Everything that was read.', { facts: factsSchema }),
  'step-started': event('step-started', 'A step of the plan begins. `index` counts from 0.', {
    step: stepId,
    index: count,
    total: count,
    estimateMs: amount,
  }),
  'step-finished': event('step-finished', 'A step is over. `found`: its effect was already there.', {
    step: stepId,
    durationMs: amount,
    found: z.boolean(),
    evidence,
  }),
  'step-failed': event('step-failed', 'A step failed; the run stops.', { step: stepId, failure: failureSchema }),
  waiting: event('waiting', 'A gate is being waited for; sent at each look.', {
    server: text,
    gate,
    step: stepId,
    elapsedMs: amount,
    deadlineMs: amount,
    observed: texts,
  }),
  'gate-held': event('gate-held', 'A gate holds.', { server: text, gate, step: stepId, elapsedMs: amount }),
  'server-view': event('server-view', 'What is known of one server now.', { view: serverViewSchema }),
  'rewrite-progress': event('rewrite-progress', 'How many Secrets the engine has rewritten.', {
    rewritten: count,
    total: count,
    source: z.enum(['journal', 'datastore']),
    perSecond: z.number().min(0).optional(),
    leftMs: amount.optional(),
  }),
  'rewrite-untold': event(
    'rewrite-untold',
    'The journal of a server tells nothing of a rewrite that goes on; the Secrets in the datastore are counted instead.',
    { server: text },
  ),
  'census-taken': event('census-taken', 'The Secrets in the datastore were counted.', {
    step: stepId,
    census: censusSchema,
    stragglerCount: count,
  }),
  'stragglers-repaired': event('stragglers-repaired', 'Secrets under the old key were rewritten.', {
    step: stepId,
    through: text,
    count,
  }),
  'read-back-progress': event('read-back-progress', 'How many Secrets were read back through one server.', {
    server: text,
    read: count,
    total: count,
  }),
  'command-sent': event('command-sent', 'A command was sent, exactly this line.', {
    server: text,
    line: text,
    mutates: z.boolean(),
  }),
  reconnecting: event('reconnecting', 'A connection broke and is made again.', { server: text, reason: text }),
  'interrupt-requested': event('interrupt-requested', 'The operator asked to stop; `hard`: now.', {
    hard: z.boolean(),
  }),
  'writes-left-frozen': event(
    'writes-left-frozen',
    'The run stopped and writes of Secrets stay refused: the servers differ, or it could not be lifted. `lines` lift it by hand.',
    frozen,
  ),
  'lock-heartbeat-failed': event('lock-heartbeat-failed', 'The lock could not be renewed this time.', { reason: text }),
  'run-ended': event('run-ended', 'The last event.', { outcome: outcomeSchema, summary: summarySchema.optional() }),
} as const satisfies { readonly [T in Event['type']]: z.ZodType<{ readonly type: T }> };

const head = { schema: z.literal(EVENT_SCHEMA), at: z.iso.datetime() };

function line<S extends z.ZodRawShape>(schema: z.ZodObject<S>) {
  return z.strictObject({ ...head, ...schema.shape }).meta(schema.meta() ?? {});
}

/** One line of `--output ndjson`. */
export const eventLineSchema = z.union(Object.values(EVENT_SCHEMAS).map((schema) => line(schema as z.ZodObject)));

/** The document of `--output json`. */
export const resultSchema = z
  .strictObject({
    schema: z.literal('keyturn.result/1'),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    runId: text.optional(),
    plan: planSchema.optional(),
    steps: z.array(
      z.strictObject({
        step: stepId,
        durationMs: amount.optional(),
        found: z.boolean().optional(),
        evidence: evidence.optional(),
        failure: failureSchema.optional(),
      }),
    ),
    outcome: outcomeSchema,
    writesLeftFrozen: z.strictObject(frozen).optional(),
    exitCode: z.int(),
    error: z.strictObject({ what: text, details: texts, next: texts }).optional(),
    summary: summarySchema.optional(),
  })
  .meta({ description: 'One rotation, as one document.' });
