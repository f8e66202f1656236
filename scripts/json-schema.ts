import { createGenerator, type Schema, type SchemaGenerator } from 'ts-json-schema-generator';
import { STAGE_COMMANDS } from '../src/model/encryption.ts';
import { SINGLE_POINTS, SINGLE_STEPS } from '../src/model/step.ts';
import { ROLLS } from '../src/model/strategy.ts';
import { putDocument } from './document.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** A JSON Schema of one type, with all the types that it names under `definitions`. */
export interface TypeSchema {
  readonly root: Schema;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Reads the types of the files (a glob) and of everything that they import once. Comments become descriptions, `@asType` and the like are heeded. */
export function schemasOf(path: string): SchemaGenerator {
  return createGenerator({ path, tsconfig: 'tsconfig.json', expose: 'all', jsDoc: 'extended', skipTypeCheck: true });
}

/** The schema of one exported type. */
export function schemaOf(generator: SchemaGenerator, type: string): TypeSchema {
  const { definitions = {} } = generator.createSchema(type);
  const { [type]: root, ...others } = withPatterns(inlined(definitions as Record<string, Schema>));
  if (root === undefined) throw new Error(`no schema for ${type}`);
  return { root, definitions: others };
}

/** Writes a schema under docs/, for programs that read what keyturn writes. */
export async function putSchema(file: string, title: string, { root, definitions }: TypeSchema): Promise<void> {
  await putDocument(file, JSON.stringify(open({ $schema: DRAFT, title, ...root, definitions })));
}

/** Types that the language makes, such as `Readonly<Record<string, string>>`, have no name that a reader knows: they go where they are used. */
function inlined(definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const isNamed = (name: string): boolean => /^\w+$/.test(name);
  const resolve = (schema: unknown): unknown =>
    JSON.parse(
      JSON.stringify(schema, (_, value: unknown) => {
        if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
        const { $ref, ...beside } = value as Schema;
        const name = decodeURIComponent(($ref ?? '').replace('#/definitions/', ''));
        return isNamed(name) ? value : { ...(resolve(definitions[name]) as Schema), ...beside };
      }),
    );
  const named = Object.entries(definitions).filter(([name]) => isNamed(name));
  return Object.fromEntries(named.map(([name, schema]) => [name, resolve(schema) as Schema]));
}

/** The generator knows no template literals: the names of steps and census points would be any string. */
function withPatterns(definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(definitions)
      .filter(([name]) => !PARTS.includes(name))
      .map(([name, schema]) => {
        const pattern = PATTERNS[name];
        const { description } = schema;
        return [
          name,
          pattern === undefined ? schema : { type: 'string', pattern, ...(description && { description }) },
        ];
      }),
  );
}

const either = (words: readonly string[]): string => `(?:${words.join('|')})`;
const POINT = `${either(SINGLE_POINTS)}|before(?:-container)?:.+`;
const STEP_ID = `^(?:${[
  either(SINGLE_STEPS),
  '(?:seal|add-key|return-file|undo):.+',
  `command:${either(STAGE_COMMANDS)}`,
  `(?:restart|container):${either(ROLLS)}:.+`,
  `loaded:${either(ROLLS)}(?::.+)?`,
  `census:(?:${POINT})`,
].join('|')})$`;
const PATTERNS: Readonly<Record<string, string>> = { StepId: STEP_ID, CensusPoint: `^(?:${POINT})$` };
/** Types that only the template literals name. */
const PARTS = ['SingleStep', 'SinglePoint'];

/** Within a version fields are only added, so that a reader must let fields pass that it does not know. */
function open<T>(schema: T): T {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'additionalProperties' && value === false ? undefined : value,
    ),
  ) as T;
}
