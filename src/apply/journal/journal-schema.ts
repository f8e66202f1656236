import * as z from 'zod';

import { STOP_SIGNALS } from '../../model/failures/run.ts';
import { todaysStepName } from '../../model/step-id.ts';
import type { JournalLine } from '../../model/journal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { entrySchema } from '../../plan/plan-schema.ts';

const evidence = z.record(z.string(), z.union([z.string(), z.number()]));
// A step or an outcome of a later version is shown unchanged (src/report), because a finished run must not block the
// next run.
const step = z.string().min(1).transform(todaysStepName);
const failure = z.looseObject({ kind: z.string() });

const before = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unit'), invocationId: z.string() }),
  z.strictObject({ kind: z.literal('container'), id: z.string() }),
  z.strictObject({
    kind: z.literal('transient-unit'),
    name: z.string(),
    serviceInvocation: z.string(),
    bootstrapRevision: z.int().min(0),
    leaderSeconds: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('file'), beforeSha256: z.string(), afterSha256: z.string() }),
  z.strictObject({ kind: z.literal('snapshots'), names: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('none') }),
]);

const count = z.int().min(0);
const census = z.strictObject({
  revision: z.string(),
  total: count,
  byKey: z.record(z.string(), count),
  plaintext: count,
  unknown: count,
});

const period = z.strictObject({ from: z.string(), until: z.string() });
const outage = z.strictObject({ server: z.string(), ms: z.number().min(0), periods: z.array(period).optional() });
const earlierCopy = z.strictObject({ server: z.string(), directory: z.string(), madeAtSeconds: z.number() });

const seen = z.strictObject({
  commands: z
    .array(
      z.strictObject({
        at: z.string(),
        server: z.string(),
        step: step.optional(),
        line: z.string(),
        ending: z.enum(['exited', 'signalled', 'unclear', 'not-sent']),
        exitCode: z.int().optional(),
      }),
    )
    .optional(),
  steps: z.array(z.strictObject({ step, at: z.string(), ms: z.number(), found: z.boolean() })).optional(),
  rewrite: z.array(z.strictObject({ at: z.string(), rewritten: count, total: count })).optional(),
  counts: z.array(z.strictObject({ at: z.string(), step, census })).optional(),
});

const record = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('run-started'),
    runId: z.string(),
    version: z.string(),
    operator: z.string(),
    plan: z.looseObject({ schema: z.literal('keyturn.plan/1'), id: z.string() }),
    maxKeyAgeMs: z.number().optional(),
    earlierCopies: z.array(earlierCopy).optional(),
  }),
  z.strictObject({
    kind: z.literal('run-resumed'),
    entry: entrySchema,
    pid: z.int(),
    operator: z.string().optional(),
    version: z.string().optional(),
    takenFrom: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('servers-left-out'),
    servers: z.array(z.string()),
    etcdMembers: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('intended'), step, before }),
  z.strictObject({ kind: z.literal('done'), step, evidence }),
  z.strictObject({ kind: z.literal('found-done'), step, evidence }),
  z.strictObject({ kind: z.literal('failed'), step, failure }),
  z.strictObject({ kind: z.literal('counted'), census }),
  z.strictObject({ kind: z.literal('mirror-behind'), server: z.string(), failure }),
  z.strictObject({ kind: z.literal('mirror-caught-up'), server: z.string() }),
  z.strictObject({
    kind: z.literal('run-ended'),
    outcome: z.string(),
    outages: z.array(outage).optional(),
    by: z.enum(STOP_SIGNALS).optional(),
    failure: failure.optional(),
  }),
]);

const journalLine = z.strictObject({
  sequence: z.int().min(0),
  at: z.iso.datetime(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  record,
  seen: seen.optional(),
});

/**
 * Reads one journal line as untrusted input, like any other file. A field that this release does not know is left out,
 * and named, because a newer release may have written the line. The failure is the parser's reason.
 */
export function parseJournalLine(raw: string): Result<JournalLine, string> {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return failed('not JSON');
  }
  const parsed = journalLine.safeParse(json);
  if (parsed.success) return success(lineOf(parsed.data));
  const unknownFields = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
  for (const path of unknownFields) removeField(json, path);
  const known = journalLine.safeParse(json);
  return known.success
    ? success({ ...lineOf(known.data), unknownFields: unknownFields.map((path) => path.join('.')) })
    : failed(z.prettifyError(parsed.error));
}

/** The plan is checked by its own schema when a run is resumed. Its id covers every byte of the plan. */
function lineOf(data: z.infer<typeof journalLine>): JournalLine {
  return data as unknown as JournalLine;
}

function removeField(within: unknown, [key, ...rest]: readonly PropertyKey[]): void {
  if (typeof within !== 'object' || within === null || key === undefined) return;
  if (rest.length === 0) Reflect.deleteProperty(within, key);
  else removeField(Reflect.get(within, key), rest);
}
