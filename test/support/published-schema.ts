import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const DOCS = join(import.meta.dirname, '../../docs');

type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

/** What a user reads under docs/, but closed: here a field that nobody described is a mistake, where a reader must let it pass. */
function closed(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
        ? { ...value, additionalProperties: false }
        : value,
    ),
  ) as object;
}

function published(name: string): JsonSchema {
  return closed(JSON.parse(readFileSync(join(DOCS, name), 'utf8')) as object) as JsonSchema;
}

const events = published('events.schema.json');

function definition(name: string) {
  return z.fromJSONSchema({ ...events, anyOf: [{ $ref: `#/definitions/${name}` }] });
}

/** A line of `--output ndjson`, by docs/events.schema.json. */
export const eventLineSchema = z.fromJSONSchema(events);

/** One failure, by the same document. */
export const failureSchema = definition('Failure');

/** The name of a step, by the same document. */
export const stepIdSchema = definition('StepId');

/** The document of `--output json`, by docs/result.schema.json. */
export const resultSchema = z.fromJSONSchema(published('result.schema.json'));

/** The document of `keyturn doctor --output json`, by docs/doctor.schema.json. */
export const doctorSchema = z.fromJSONSchema(published('doctor.schema.json'));

/** The document of `keyturn audit --output json`, by docs/audit.schema.json. */
export const auditSchema = z.fromJSONSchema(published('audit.schema.json'));
