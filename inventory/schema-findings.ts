import type * as z from 'zod';
import { valueAt, type DocumentPath } from './document-path.ts';
import type { Finding } from './rule.ts';
import { allowedKeys, expectationAt, formatOf } from './schema-walk.ts';
import { WrittenInventory } from './schema.ts';
import { shown } from './shown.ts';

/** All differences between plain data and the written form. Empty for an inventory that is valid before rules. */
export function schemaFindings(data: unknown): readonly Finding[] {
  const parsed = WrittenInventory.safeParse(data);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => findingsOf(issue, [], data));
}

function findingsOf(issue: z.core.$ZodIssue, base: DocumentPath, data: unknown): readonly Finding[] {
  const path = [...base, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(path, key));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.filter((branch) => !branch.some(isOtherType));
    if (meant.length === 1) {
      return meant.flat().flatMap((inner) => findingsOf(inner, path, data));
    }
  }
  const value = valueAt(data, path);
  const rule = ruleOf(issue, value);
  // `"22"` is a text instead of a number. Without its quotes the mistake would be invisible.
  const found = rule === 'wrong-type' && isShownWhole(value) ? JSON.stringify(value) : seen(value);
  return [{ rule, path, found, expected: expectationAt(path) }];
}

/** Whether a branch of a union rejected the value for its type. */
function isOtherType(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function unknownKey(path: DocumentPath, key: string): Finding {
  return {
    rule: 'unknown-key',
    path: [...path, key],
    found: key,
    expected: nearestWords(key, allowedKeys(path)).join(', or '),
    at: 'key',
  };
}

function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_format':
      return `invalid-${formatOf('pattern' in issue ? issue.pattern : undefined)?.name ?? 'text'}`;
    case 'too_small':
    case 'too_big':
      return 'out-of-range';
    case 'invalid_value':
      return value === undefined ? 'missing' : 'not-allowed';
    default:
      return value === undefined ? 'missing' : 'wrong-type';
  }
}

function seen(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return value === null ? 'nothing' : 'a map';
  return typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
}

function isShownWhole(value: unknown): value is string {
  return typeof value === 'string' && shown(value) === value;
}

/** The words of a list that the operator probably meant, nearest first, or the whole list if no word is near. */
export function nearestWords(word: string, words: readonly string[]): readonly string[] {
  const wanted = normal(word);
  const near = words
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, normal(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return near.length === 0 ? words : near.map(({ candidate }) => candidate);
}

/** `identity_file` and `identity-file` are near to `identityFile`. */
function normal(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Levenshtein's distance, counting insertions, deletions and replacements between two words. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
