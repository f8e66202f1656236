import * as z from 'zod';

import { STAGES } from '../model/encryption.ts';
import { GATES } from '../model/step.ts';
import { COURSE_DATASTORES } from '../model/strategy.ts';
import { isStepId } from '../model/step-id.ts';
import { APISERVER_RELOADS } from '../model/strategy.ts';

const name = z.string().min(1);
const stepId = z.string().refine(isStepId);

const check = z.strictObject({
  id: name,
  verdict: z.enum(['pass', 'warn', 'refuse']),
  // JSON has no `undefined`, and a check of the whole cluster has no server.
  server: z.union([name, z.undefined()]).optional(),
  evidence: z.array(z.string()),
  issues: z.array(z.string()),
});

const course = z.strictObject({
  strategy: z.enum(['staged', 'rotate-keys']),
  controlPlanes: z.enum(['single', 'several']),
  order: z
    .array(z.strictObject({ name, part: z.enum(['etcd-only', 'leader', 'follower']), hasEtcd: z.boolean() }))
    .min(1),
  apiserverReload: z.enum(APISERVER_RELOADS),
  datastore: z.enum(COURSE_DATASTORES),
  snapshot: z.boolean(),
  freezeWrites: z.boolean(),
  earlyRoll: z.literal(true).exactOptional(),
});
/** The course of earlier releases, before joint waits for polling apiservers and before datastores other than the engine's etcd. */
const earlierCourse = course
  .omit({ apiserverReload: true, datastore: true })
  .extend({ restartContainers: z.boolean() });

const early = z.enum(['thawed', 'late']).exactOptional();

/** The entry of a rotation, in a saved plan and in a journal. */
export const entrySchema = z.discriminatedUnion('at', [
  z.strictObject({ at: z.enum(['start', 'prepare', 'rotate', 'before-drop']) }),
  z.strictObject({ at: z.literal('reencrypt_finished'), early }),
  z.strictObject({ at: z.literal('reencrypt_active'), rewrite: z.enum(['keep-old', 'drop-old']), early }),
]);

const fingerprint = z.strictObject({
  servers: z.array(
    z.strictObject({
      name,
      nodeName: name,
      roles: z.array(z.enum(['control-plane', 'etcd'])),
      version: z.string(),
      stage: z.string(),
      keys: z.array(z.string()),
      fileSha256: z.string(),
    }),
  ),
  etcdMembers: z.array(z.string()),
});

const step = z.strictObject({
  id: stepId,
  servers: z.array(name),
  mutates: z.boolean(),
  commands: z.array(z.strictObject({ server: name, line: z.string() })),
  gates: z.array(z.enum(GATES)),
  estimateMs: z.number().nonnegative(),
});

const key = z.strictObject({ provider: z.enum(['aescbc', 'secretbox']), name });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const path = z.string().startsWith('/');

const rescue = z.strictObject({
  goal: z.strictObject({ sha256, key }),
  missing: z.array(key).min(1),
  servers: z
    .array(
      z.strictObject({
        server: name,
        beforeSha256: sha256,
        adding: z.discriminatedUnion('kind', [
          z.strictObject({
            kind: z.literal('compose'),
            keys: z.enum(['own', 'carried']),
            sources: z.array(z.strictObject({ key, server: name, path, sha256 })).min(1),
          }),
          z.strictObject({ kind: z.literal('receive'), from: name }),
          z.strictObject({ kind: z.literal('none') }),
        ]),
        returning: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('sealed') }),
          z.strictObject({ kind: z.literal('own'), path }),
          z.strictObject({ kind: z.literal('carried'), from: name, path }),
        ]),
      }),
    )
    .min(1),
});

/** A plan as written into a journal and a plan file, an untrusted input. Every level refuses unknown keys. */
export const planSchema = z.strictObject({
  schema: z.literal('keyturn.plan/1'),
  id: z.string().regex(/^[0-9a-f]{12}$/),
  cluster: name,
  distribution: z.enum(['rke2', 'k3s']),
  course,
  leader: name,
  entry: entrySchema,
  stage: z.enum(STAGES),
  // JSON has no `undefined`.
  backupReference: z.union([name, z.undefined()]).optional(),
  oldKey: key,
  rescue: rescue.optional(),
  fingerprint,
  checks: z.array(check),
  steps: z.array(step).min(1),
  pointOfNoReturn: stepId,
  estimate: z.strictObject({ secrets: z.number(), servers: z.number(), totalMs: z.number() }),
});

/** A plan file. The digest covers the whole plan. */
export const savedPlanSchema = planSchema.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** A plan in the form that earlier releases wrote into their journals. */
export const earlierPlanSchema = planSchema.extend({ course: earlierCourse });
