import { isDeepStrictEqual } from 'node:util';

import type { SecretObject } from './objects.ts';

/** A write of a Secret that wants to be admitted. `object` is what would be stored, `oldObject` what is there. */
export interface SecretWrite {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly user: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: SecretObject | undefined;
  readonly oldObject: SecretObject | undefined;
}

/** One of the clauses that are simulated, which `&&` joins. */
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

/** Whether an expression of a policy is one that can be evaluated here: clauses joined by `&&`. */
export function isSimulated(expression: string): boolean {
  return clausesOf(expression).every((clause) => CLAUSES.some(({ pattern }) => pattern.test(clause)));
}

/** The value of an expression. As in CEL, a clause that is false decides, whatever the others would say. */
export function holds(expression: string, write: SecretWrite): boolean {
  return clausesOf(expression).every((clause) => {
    const known = CLAUSES.find(({ pattern }) => pattern.test(clause));
    const [, ...captured] = known?.pattern.exec(clause) ?? [];
    return known?.holds(write, ...captured) ?? false;
  });
}

/** What `&&` joins outside of parentheses. */
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

/** An optional field: absent in both is equal; without one of the objects there is nothing to compare. */
function areEqual(one: object | undefined, other: object | undefined, field: string): boolean {
  if (one === undefined || other === undefined) return false;
  return isDeepStrictEqual(Reflect.get(one, field), Reflect.get(other, field));
}
