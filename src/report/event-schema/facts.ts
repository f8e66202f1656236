import * as z from 'zod';
import { KINE_DATABASES } from '../../model/datastore.ts';
import { failureSchema } from './failure.ts';
import { censusSchema, remnantsSchema, rolesSchema } from './plan.ts';
import { amount, count, distribution, keyName, stage, stageHash, text, texts } from './words.ts';

const loadedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hash'), sha256: text }),
  z.strictObject({
    kind: z.literal('times'),
    processStartSeconds: amount,
    lastReloadSeconds: amount.optional(),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);

const unitSchema = z.strictObject({
  name: text,
  activeState: text,
  subState: text,
  restarts: count,
  invocationId: text,
  binary: text,
});

const fileSchema = z.strictObject({
  path: text,
  sha256: text,
  keys: z.array(keyName),
  resources: texts,
  providers: texts,
  changedAtSeconds: amount,
  mode: text,
  owner: text,
});

const saidSchema = z.strictObject({
  enablement: z.enum(['enabled', 'disabled', 'not-configured']),
  stage: stage.optional(),
  hashesMatch: z.boolean(),
  hashError: text.optional(),
  activeKey: keyName.optional(),
  inactiveKeys: z.array(keyName),
  raw: text,
});

const unreadableConfigSchema = z.strictObject({
  path: text,
  form: z.enum([
    'anchor',
    'documents',
    'escape',
    'flow',
    'indented',
    'json',
    'line',
    'link',
    'list',
    'no-mapping',
    'number',
    'remote',
    'several-lines',
    'variable',
  ]),
  line: count.optional(),
});

const statusSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read'), said: saidSchema }),
  z.strictObject({
    kind: z.literal('unread'),
    because: z.enum(['service-not-active', 'no-answer', 'not-understood']),
    raw: text,
  }),
]);

const sealedCopiesSchema = z.strictObject({
  found: z.array(z.strictObject({ directory: text, sha256: text, keys: z.array(keyName), madeAtSeconds: amount })),
  leftOut: amount,
});

const tlsSchema = z.strictObject({ ca: text.optional(), cert: text.optional(), key: text.optional() });

const datastoreSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('etcd'), url: text.optional() }),
  z.strictObject({ kind: z.literal('external-etcd'), endpoints: texts, tls: tlsSchema }),
  z.strictObject({
    kind: z.literal('kine'),
    database: z.enum(KINE_DATABASES),
    socket: text,
    tls: tlsSchema.optional(),
    file: text.optional(),
    http2: z.boolean(),
    sqlite3: z.boolean(),
  }),
]);

const serverSchema = z.strictObject({
  name: text,
  nodeName: text,
  roles: rolesSchema,
  bootstrap: z.boolean(),
  unit: unitSchema,
  binaryVersion: text,
  dataDir: text,
  supervisorUrl: text,
  apiserverUrl: text.optional(),
  datastore: datastoreSchema,
  etcdMember: text.optional(),
  criticalConfig: z.record(text, text),
  changedSettings: z.array(z.strictObject({ name: text, running: text, next: text })),
  restartPreview: z.strictObject({ changedFiles: texts, unitChanged: z.boolean(), certificates: texts }).optional(),
  containerRuntime: text.optional(),
  unreadableConfig: z.array(unreadableConfigSchema),
  clockOffsetMs: z.number(),
  missingTools: texts,
  freeBytes: amount,
  tokenPresent: z.boolean(),
  tokenSameAs: text.optional(),
  packageManagers: texts,
  engineCommands: texts,
  journalTells: z.boolean(),
  encryption: z
    .strictObject({
      filesRead: z.boolean(),
      file: fileSchema.optional(),
      state: stageHash.optional(),
      status: statusSchema,
    })
    .optional(),
  unusedFile: fileSchema.optional(),
  sealedCopies: sealedCopiesSchema.optional(),
  apiserver: z
    .strictObject({
      ready: z.boolean(),
      loaded: loadedSchema,
      encryptionConfigPath: text.optional(),
      automaticReload: z.boolean().optional(),
      compactionMs: amount.optional(),
    })
    .optional(),
});

const nodeSchema = z.strictObject({
  name: text,
  roles: rolesSchema,
  ready: z.boolean(),
  heartbeatAt: text.optional(),
  unschedulable: z.boolean(),
  kubeletVersion: text,
  bootId: text.optional(),
  runningWith: z.record(text, text).optional(),
  annotation: stageHash.optional(),
  unreadableAnnotation: text.optional(),
});

const etcdSchema = z.strictObject({
  version: text,
  members: z.array(z.strictObject({ id: text, name: text, learner: z.boolean(), healthy: z.boolean() })),
  leaderId: text,
  alarms: texts,
  dbSizeBytes: amount,
  dbSizeInUseBytes: amount,
  quotaBytes: amount.optional(),
});

const otherActorSchema = z.strictObject({
  kind: z.enum([
    'upgrade-plan',
    'system-agent',
    'kured',
    'reboot',
    'update-timer',
    'package-manager',
    'engine-command',
  ]),
  name: text,
  server: text.optional(),
  phase: z.enum(['acting', 'present']),
  evidence: texts,
});

const databaseSchema = z.strictObject({ sizeBytes: amount.optional(), remnants: remnantsSchema });

/** Everything that was read of a cluster. */
export const factsSchema = z
  .strictObject({
    cluster: text,
    distribution,
    servers: z.array(serverSchema),
    nodes: z.array(nodeSchema),
    etcd: etcdSchema.optional(),
    database: databaseSchema.optional(),
    census: censusSchema.optional(),
    otherActors: z.array(otherActorSchema),
    failClosedSecretWebhooks: texts,
    denyingSecretPolicies: texts,
    writesFrozen: z.boolean().optional(),
    triedUpdates: z.strictObject({ tried: amount, refused: amount, names: texts, untold: amount }).optional(),
    triedCanaries: z.array(z.strictObject({ server: text, status: amount, message: text })).optional(),
    unanswered: z.array(failureSchema),
  })
  .meta({ id: 'ClusterFacts', description: 'Everything that was read of a cluster, at one moment. No key material.' });
