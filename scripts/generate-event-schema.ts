import * as z from 'zod';
import { EVENT_SCHEMA } from '../src/report/event-line.ts';
import { EVENT_SCHEMAS, eventLineSchema, resultSchema } from '../src/report/event-schema.ts';
import { GENERATED, putDocument } from './document.ts';

/** Readers must let fields pass that they do not know: within a version fields are only added. */
function openSchema(schema: z.ZodType, title: string): string {
  const json = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ ...json, title }, undefined, 2)}\n`;
}

function fieldsOf(schema: z.ZodObject): string {
  const fields = Object.entries(schema.shape).filter(([name]) => name !== 'type');
  return fields
    .map(
      ([name, field]) => `\`${name}\`${z.safeParse(field as z.ZodType, undefined).success ? ' (may be absent)' : ''}`,
    )
    .join(', ');
}

const rows = Object.entries(EVENT_SCHEMAS).map(([type, schema]) => {
  const { description = '' } = schema.meta() ?? {};
  return `| \`${type}\` | ${description} | ${fieldsOf(schema)} |`;
});

await putDocument('events.schema.json', openSchema(eventLineSchema, `A line of --output ndjson, ${EVENT_SCHEMA}`));
await putDocument('result.schema.json', openSchema(resultSchema, 'The document of --output json, keyturn.result/1'));
await putDocument(
  'events.md',
  [
    GENERATED,
    '',
    '# Events',
    '',
    `\`keyturn rotate --output ndjson\` writes one JSON object a line. Each has \`schema\` (\`${EVENT_SCHEMA}\`), \`at\` (ISO 8601, UTC) and \`type\`;`,
    'the other fields depend on the type. Within a version fields and types may be added; none is renamed or removed, and none changes its',
    'meaning. The last line is always `run-ended`. The exact form is in [events.schema.json](events.schema.json).',
    '',
    '| type | when | fields |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '`keyturn rotate --output json` is silent until the end and then writes one document, `keyturn.result/1`:',
    '[result.schema.json](result.schema.json). In both forms errors are told for people on stderr as well.',
    '',
    'No key material, token or value of a Secret is in any of them: keys are names, files are hashes, Secrets are counts.',
    '',
  ].join('\n'),
);
