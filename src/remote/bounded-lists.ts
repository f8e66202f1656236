import * as z from 'zod';

import { LIST_ITEMS, type Exceeded } from './answer-bounds.ts';

/** Kubernetes' own limit for all annotations of an object together (`TotalAnnotationSizeLimitB`). */
const MOST_CHARACTERS = 256 * 1024;
const MOST_LABELS = 1_000;
const SHOWN_CHARACTERS = 80;

/** A name of the Kubernetes API, which is at most a DNS subdomain, or a text of that size. */
export const nameText = z.string().max(253);

/**
 * A list in an answer. The first item of another form ends the reading, while zod's own arrays describe each wrong item,
 * which takes gigabytes for a list of a few megabytes. More than `most` items are refused.
 */
export function listOf<T extends z.ZodType>(item: T, most = LIST_ITEMS) {
  return z.unknown().transform((value, context): readonly z.output<T>[] => {
    if (!Array.isArray(value)) return refuse(context, { message: 'expected a list' });
    if (value.length > most) return refuse(context, { exceeded: { bound: 'items', limit: most } });
    const read: z.output<T>[] = [];
    for (const [index, each] of value.entries()) {
      const parsed = item.safeParse(each);
      if (!parsed.success) return pass(context, index, parsed.error);
      read.push(parsed.data);
    }
    return read;
  });
}

/** Labels or annotations. As with `listOf`, the first wrong value ends the reading. */
export function textsByName() {
  return z.unknown().transform((value, context): Readonly<Record<string, string>> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse(context, { message: 'expected an object' });
    }
    let [count, characters] = [0, 0];
    for (const name in value) {
      const text = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof text !== 'string') {
        return refuse(context, { message: 'expected a string', path: [name.slice(0, SHOWN_CHARACTERS)] });
      }
      count += 1;
      characters += name.length + text.length;
      if (count > MOST_LABELS) return refuse(context, { exceeded: { bound: 'items', limit: MOST_LABELS } });
      if (characters > MOST_CHARACTERS)
        return refuse(context, { exceeded: { bound: 'bytes', limit: MOST_CHARACTERS } });
    }
    return value as Readonly<Record<string, string>>;
  });
}

/** The bound that an answer exceeded, if that is why its form was refused. */
export function exceededIn({ issues }: z.ZodError): Exceeded | undefined {
  for (const issue of issues) {
    if (issue.code === 'custom' && issue.params?.['exceeded'] !== undefined)
      return issue.params['exceeded'] as Exceeded;
  }
  return undefined;
}

interface Refusal {
  readonly message?: string;
  readonly path?: PropertyKey[];
  readonly exceeded?: Exceeded | undefined;
}

function refuse(context: z.core.$RefinementCtx, { message, path = [], exceeded }: Refusal): never {
  context.addIssue({
    code: 'custom',
    message: message ?? 'too many',
    path,
    ...(exceeded === undefined ? {} : { params: { exceeded } }),
  });
  return z.NEVER;
}

/** Refuses a list for the first problem of an item. */
function pass(context: z.core.$RefinementCtx, index: number, error: z.ZodError): never {
  const [first] = error.issues;
  return refuse(context, {
    message: first?.message ?? 'wrong item',
    path: [index, ...(first?.path ?? [])],
    exceeded: exceededIn(error),
  });
}
