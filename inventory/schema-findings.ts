import type * as z from 'zod';
import { pathText, valueAt, type DocumentPath } from './document-path.ts';
import type { Finding } from './rule.ts';
import { allowedKeys, expectationAt, formatOf } from './schema-walk.ts';
import { WrittenInventory } from './schema.ts';
import { shown } from './shown.ts';

/**
 * All differences between plain data and the written form. Empty for an inventory that is valid before rules. A key that
 * is only misspelt is one difference, and what is below it is read as if it were right.
 */
export function schemaFindings(data: unknown): readonly Finding[] {
  const findings = differences(data);
  const misspelt = misspeltKeys(findings);
  if (misspelt.length === 0) return findings;
  const typos = misspelt.map(({ typo }) => typo);
  const meant = misspelt.reduce((changed, { typo, key }) => renamed(changed, typo.path, key), data);
  const others = schemaFindings(meant).map((finding) =>
    misspelt.reduce((one, { typo, key }) => asWritten(one, typo.path, key), finding),
  );
  return [...typos, ...others];
}

/** A key that is near to one key alone, which is required and missing in the same map. */
interface MisspeltKey {
  readonly typo: Finding;
  readonly key: string;
}

function misspeltKeys(findings: readonly Finding[]): readonly MisspeltKey[] {
  const missing = new Set(findings.filter(({ rule }) => rule === 'missing').map(({ path }) => pathText(path)));
  return findings.flatMap((typo) => {
    if (typo.rule !== 'unknown-key' || typo.found === undefined) return [];
    const parent = typo.path.slice(0, -1);
    const [key, ...others] = nearestWords(typo.found, allowedKeys(parent));
    // Each missing key stands for the first of its misspellings.
    const isMeant = key !== undefined && others.length === 0 && missing.delete(pathText([...parent, key]));
    return isMeant ? [{ typo, key }] : [];
  });
}

function renamed(data: unknown, [head, ...rest]: DocumentPath, meant: string): unknown {
  if (typeof data !== 'object' || data === null || head === undefined) return data;
  const change = (key: string, value: unknown): readonly [string, unknown] => {
    if (key !== String(head)) return [key, value];
    return rest.length === 0 ? [meant, value] : [key, renamed(value, rest, meant)];
  };
  const entries = Object.entries(data).map(([key, value]) => change(key, value));
  return Array.isArray(data) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** A path below a renamed key leads through the key as it is in the file. */
function asWritten(finding: Finding, written: DocumentPath, meant: string): Finding {
  const { path } = finding;
  const last = written.length - 1;
  const isBelow =
    path.length > last && path[last] === meant && written.slice(0, last).every((part, at) => part === path[at]);
  return isBelow ? { ...finding, path: [...written, ...path.slice(written.length)] } : finding;
}

function differences(data: unknown): readonly Finding[] {
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
