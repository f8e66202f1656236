import { isDeepStrictEqual } from 'node:util';

import type { SecretObject } from './objects.ts';

/** A write of a Secret before admission. `object` is the content to store, and `oldObject` the stored content. */
export interface SecretWrite {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly user: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: SecretObject | undefined;
  readonly oldObject: SecretObject | undefined;
}

/** One simulated clause, joined to the next clause by `&&`. */
interface Clause {
  readonly pattern: RegExp;
  readonly holds: (write: SecretWrite, ...captured: readonly string[]) => boolean;
}

const CLAUSES: readonly Clause[] = [
  { pattern: /^(true|false)$/, holds: (_, word) => word === 'true' },
  { pattern: /^request\.operation == '([A-Z]+)'$/, holds: ({ operation }, wanted) => operation === wanted },
  { pattern: /^request\.userInfo\.username == '([^']+)'$/, holds: ({ user }, wanted) => user === wanted },
  { pattern: /^request\.userInfo\.username != '([^']+)'$/, holds: ({ user }, exempt) => user !== exempt },
  {
    pattern: /^!\(request\.namespace == '([^']+)' && request\.name\.startsWith\('([^']+)'\)\)$/,
    holds: ({ namespace, name }, exempt, prefix = '') => !(namespace === exempt && name.startsWith(prefix)),
  },
  {
    pattern: /^object\.\?(\w+) == oldObject\.\?\1$/,
    holds: ({ object, oldObject }, field = '') => areEqual(object, oldObject, field),
  },
  {
    pattern: /^object\.metadata\.\?(\w+) == oldObject\.metadata\.\?\1$/,
    holds: ({ object, oldObject }, field = '') => areEqual(object?.metadata, oldObject?.metadata, field),
  },
];

/** Whether an expression of a policy can be evaluated here, as clauses joined by `&&`. */
export function isSimulated(expression: string): boolean {
  return clausesOf(expression).every((clause) => CLAUSES.some(({ pattern }) => pattern.test(clause)));
}

/** The value of an expression. As in CEL, a false clause decides, independent of the remaining clauses. */
export function holds(expression: string, write: SecretWrite): boolean {
  return clausesOf(expression).every((clause) => {
    const known = CLAUSES.find(({ pattern }) => pattern.test(clause));
    const [, ...captured] = known?.pattern.exec(clause) ?? [];
    return known?.holds(write, ...captured) ?? false;
  });
}

/** The clauses joined by `&&` outside of parentheses. */
function clausesOf(expression: string): readonly string[] {
  const clauses: string[] = [];
  for (const part of expression.split(' && ')) {
    const last = clauses.at(-1);
    if (last !== undefined && isOpen(last)) clauses.splice(-1, 1, `${last} && ${part}`);
    else clauses.push(part);
  }
  return clauses;
}

function isOpen(text: string): boolean {
  return text.split('(').length > text.split(')').length;
}

/**
 * Compares an optional field. Absent in both objects counts as equal, and without an object the comparison is false.
 */
function areEqual(one: object | undefined, other: object | undefined, field: string): boolean {
  if (one === undefined || other === undefined) return false;
  return isDeepStrictEqual(Reflect.get(one, field), Reflect.get(other, field));
}
