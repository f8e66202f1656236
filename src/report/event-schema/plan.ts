import * as z from 'zod';
import { KEYS_STANDINGS } from '../../model/event.ts';
import { APISERVER_RELOADS, COURSE_DATASTORES, ROLLS } from '../../model/strategy.ts';
import { checkSchema } from './failure.ts';
import { amount, count, distribution, gate, keyName, role, stage, stageHash, stepId, text, texts } from './words.ts';

const courseSchema = z.strictObject({
  strategy: z.enum(['staged', 'rotate-keys']),
  controlPlanes: z.enum(['single', 'several']),
  order: z.array(
    z.strictObject({ name: text, part: z.enum(['etcd-only', 'leader', 'follower']), hasEtcd: z.boolean() }),
  ),
  apiserverReload: z.enum(APISERVER_RELOADS),
  datastore: z.enum(COURSE_DATASTORES),
  snapshot: z.boolean(),
  freezeWrites: z.boolean(),
});

const fingerprintSchema = z.strictObject({
  servers: z.array(
    z.strictObject({
      name: text,
      nodeName: text,
      roles: texts,
      version: text,
      stage: text,
      keys: texts,
      fileSha256: text,
    }),
  ),
  etcdMembers: texts,
});

const stepSchema = z.strictObject({
  id: stepId,
  servers: texts,
  mutates: z.boolean(),
  commands: z.array(z.strictObject({ server: text, line: text })),
  gates: z.array(gate),
  estimateMs: amount,
});

/** Where a run begins or goes on: the chart's state that is entered. */
export const entrySchema = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('start') }),
  z.strictObject({ at: z.literal(ROLLS[0]) }),
  z.strictObject({ at: z.literal(ROLLS[1]) }),
  z.strictObject({ at: z.literal('reencrypt_active'), rewrite: z.enum(['keep-old', 'drop-old']) }),
  z.strictObject({ at: z.literal('before-drop') }),
  z.strictObject({ at: z.literal(ROLLS[2]) }),
]);

/** A plan as it is told; `src/plan` has the stricter schema for plans that are read. */
export const planSchema = z
  .strictObject({
    schema: z.literal('keyturn.plan/1'),
    id: text,
    cluster: text,
    distribution,
    course: courseSchema,
    leader: text,
    entry: entrySchema,
    stage,
    backupReference: text.optional(),
    oldKey: keyName,
    fingerprint: fingerprintSchema,
    checks: z.array(checkSchema),
    steps: z.array(stepSchema),
    pointOfNoReturn: stepId,
    estimate: z.strictObject({ secrets: count, servers: count, totalMs: amount }),
  })
  .meta({
    id: 'Plan',
    description: 'Every step with its commands as they are sent, bound to a fingerprint of the cluster.',
  });

/** Count of Secrets per key. */
export const censusSchema = z
  .strictObject({
    revision: text,
    total: count,
    byKey: z.record(text, count),
    plaintext: count,
    unknown: count,
  })
  .meta({ id: 'Census', description: 'Secrets in the datastore at one revision, counted per `provider/key name`.' });

/** Older values in the database behind kine. */
export const remnantsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('counted'), rows: count, plaintext: count }),
  z.strictObject({ kind: z.literal('unknown'), reason: z.enum(['no-sqlite3', 'other-database', 'not-answered']) }),
]);

/** A row of the live table. */
export const serverViewSchema = z.strictObject({
  server: text,
  stage: stageHash.optional(),
  loadedSha256: text.optional(),
  health: z.enum(['healthy', 'restarting', 'unhealthy', 'unknown']),
  restarts: count,
});

/** The closing figures. */
export const summarySchema = z
  .strictObject({
    runId: text,
    cluster: text,
    durationMs: amount,
    outages: z.array(z.strictObject({ server: text, ms: amount })),
    killedProcesses: count,
    before: censusSchema.optional(),
    after: censusSchema.optional(),
    readBack: z.strictObject({ sample: count, total: count, apiservers: count }).optional(),
    oldKey: text,
    newKey: text.optional(),
    keys: z.enum(KEYS_STANDINGS),
    snapshots: texts,
    backupReference: text.optional(),
    remnants: remnantsSchema.optional(),
    sealedCopies: texts,
    journal: text,
  })
  .meta({ id: 'RunSummary', description: 'The closing figures of a run.' });

export const rolesSchema = z.array(role);
