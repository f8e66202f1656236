import * as z from 'zod';
import type { DocumentPath } from './document-path.ts';
import { FORMATS, type Format } from './formats.ts';
import { WrittenInventory } from './schema.ts';

/** The keys allowed in a map at this path. Empty unless the path has a map with fixed keys. */
export function allowedKeys(path: DocumentPath): readonly string[] {
  return schemasAt(path).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

/** The values allowed at this path, in a few words, or `undefined` if no value is allowed. */
export function expectationAt(path: DocumentPath): string | undefined {
  const expected = schemasAt(path).flatMap((schema) => wordsFor(schema) ?? []);
  return expected.length === 0 ? undefined : expected.join(', or ');
}

/** The text form with this pattern. */
export function formatOf(pattern: string | undefined): Format | undefined {
  return FORMATS.find((format) => String(format.pattern) === pattern);
}

function schemasAt(path: DocumentPath): readonly z.core.$ZodType[] {
  let schemas: readonly z.core.$ZodType[] = [WrittenInventory];
  for (const segment of path) {
    schemas = schemas.flatMap((schema) => within(schema, segment));
  }
  return schemas;
}

function within(schema: z.core.$ZodType, segment: string | number): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const field: unknown = Object.hasOwn(schema.shape, segment) ? schema.shape[segment] : undefined;
    return field instanceof z.ZodType ? plain(field) : [];
  }
  if (schema instanceof z.ZodRecord) {
    return plain(schema.valueType);
  }
  return schema instanceof z.ZodArray ? plain(schema.element) : [];
}

/** The alternatives of a schema, without wrappers. */
function plain(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodLazy) {
    return plain(schema.unwrap());
  }
  return schema instanceof z.ZodUnion ? schema.options.flatMap(plain) : [schema];
}

function wordsFor(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) {
    return 'a map';
  }
  if (schema instanceof z.ZodArray) {
    return 'a list with at least one entry';
  }
  if (schema instanceof z.ZodEnum) {
    return schema.options.join(', or ');
  }
  if (schema instanceof z.ZodLiteral) {
    return [...schema.values].map(String).join(', or ');
  }
  if (schema instanceof z.ZodBoolean) {
    return 'true, or false';
  }
  if (schema instanceof z.ZodNumber) {
    return `a whole number from ${schema.minValue} to ${schema.maxValue}`;
  }
  return schema instanceof z.ZodString ? (formatOf(patternOf(schema))?.expected ?? 'a text') : undefined;
}

function patternOf(schema: z.ZodString): string | undefined {
  const patterns = (schema.def.checks ?? []).flatMap(({ _zod: { def } }) =>
    'pattern' in def ? [String(def.pattern)] : [],
  );
  return patterns[0];
}
