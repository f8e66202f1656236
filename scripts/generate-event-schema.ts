import type { Schema } from 'ts-json-schema-generator';
import { EVENT_SCHEMA } from '../src/report/ndjson-reporter.ts';
import { GENERATED, putDocument } from './document.ts';
import { putSchema, schemaOf, schemasOf } from './json-schema.ts';

/** What changed in the form of events and results, newest first. A change that would break a reader needs a new version. */
const CHANGES = [
  '`waiting` may have `sinceProgressMs` and `patienceMs`, and `reconnecting` may have `elapsedMs` and `deadlineMs`.',
  'The document of `--output json` has `cluster`. The events `outside-window`, `hook-finished` and `notified` are new, and so are the failures `rotation-elsewhere`, `decision-pending`, `outside-window` and `hook-failed`.',
  'The document of `--output json` has `cluster`. The event `outside-window` is new, and so are the failures `rotation-elsewhere`, `decision-pending` and `outside-window`.',
  'The failure `host-keys-unconfirmed` and the question `trust-hosts` are new; `host-key-unknown` may have `record`.',
  '`interrupt-requested` has `signal`, `run-resumed` has `past`, and the summary of a run has `parts`.',
  'A problem of an inventory may have `file`, where an inventory consists of several files.',
  'The step `thaw-writes` is `unfreeze-writes`, and the census `before-thaw` is `before-unfreeze`. In `interrupted` the field `moment` of `at` is `phase`; in `stragglers-remain` `moment` is `point`; in keys out of reach `standing` is `state`.',
  'The event `servers-left-out` is new, and so are the failures `declined`, `left-out-answers`, `leader-left-out`, `servers-unasked` and `unit-missing`, and the difference `hashes` of a proof.',
  'The schemas are made from the types of the source: each type has a name and a description, and steps have a pattern.',
  '`rewrite-progress` has `source`, and may have `perSecond` and `leftMs`; `rewrite-unreported` is new.',
];

const schemas = schemasOf('src/{model/event,report/result-document,model/run-report}.ts');
const events = schemaOf(schemas, 'Event');
const union = events.root.anyOf ?? [];

interface EventType {
  readonly type: string;
  readonly name: string;
  readonly schema: Schema;
  readonly fields: readonly string[];
}

const types = union.map(eventType);

function eventType(reference: unknown): EventType {
  const name = ((reference as Schema).$ref ?? '').replace('#/definitions/', '');
  const schema = events.definitions[name];
  const { const: type } = (schema?.properties?.['type'] ?? {}) as Schema;
  if (schema === undefined || typeof type !== 'string') throw new Error(`not an event: ${name}`);
  return { type, name, schema, fields: Object.keys(schema.properties ?? {}).filter((field) => field !== 'type') };
}

/** A line is an event with the two fields that every line begins with. */
function asLine({ schema }: EventType): Schema {
  const head = { schema: { const: EVENT_SCHEMA }, at: { type: 'string', format: 'date-time' } } as const;
  return {
    ...schema,
    properties: { ...head, ...schema.properties },
    required: [...Object.keys(head), ...(schema.required ?? [])],
  };
}

function row({ type, schema, fields }: EventType): string {
  const required = new Set(schema.required);
  const written = fields.map((field) => `\`${field}\`${required.has(field) ? '' : ' (may be absent)'}`);
  return `| \`${type}\` | ${schema.description ?? ''} | ${written.join(', ')} |`;
}

await putSchema('events.schema.json', `A line of --output ndjson, ${EVENT_SCHEMA}`, {
  root: { anyOf: union },
  definitions: { ...events.definitions, ...Object.fromEntries(types.map((one) => [one.name, asLine(one)])) },
});
await putSchema(
  'result.schema.json',
  'The document of --output json, keyturn.result/1',
  schemaOf(schemas, 'ResultDocument'),
);
await putSchema(
  'report.schema.json',
  'The document of report --json, keyturn.report/1',
  schemaOf(schemas, 'RunReport'),
);

await putDocument(
  'events.md',
  [
    GENERATED,
    '',
    '# Events',
    '',
    `\`keyturn rotate --output ndjson\` writes one JSON object a line. Each has \`schema\` (\`${EVENT_SCHEMA}\`), \`at\` (ISO 8601, UTC) and \`type\`;`,
    'the other fields depend on the type. The last line is always `run-ended`. The exact form is in [events.schema.json](events.schema.json).',
    '',
    '| type | when | fields |',
    '| --- | --- | --- |',
    ...types.map(row),
    '',
    '`keyturn rotate --output json` is silent until the end and then writes one document, `keyturn.result/1`:',
    '[result.schema.json](result.schema.json). In both forms errors are told for people on stderr as well.',
    '',
    'No key material, token or value of a Secret is in any of them: keys are names, files are hashes, Secrets are counts.',
    '',
    '## Versions',
    '',
    'Within a version fields and types may be added; none is renamed or removed, and none changes its meaning. A change that would break a',
    'reader gets a new version.',
    '',
    `- \`${EVENT_SCHEMA}\` and \`keyturn.result/1\`, not released yet:`,
    ...CHANGES.map((change) => `  - ${change}`),
    '',
  ].join('\n'),
);
