import { isAtMost } from '../rows/file-mode.ts';
import type { BenchmarkTest } from './table.ts';

/** Whether a value passes a test, in the semantics of kube-bench. `undefined` for a comparison that is not known. */
export function passes({ set, op, value = '' }: BenchmarkTest, seen: string | undefined): boolean | undefined {
  if (set === false) return seen === undefined;
  if (op === undefined) return seen !== undefined;
  if (seen === undefined) return false;
  switch (op) {
    case 'eq':
      return same(seen, value);
    case 'noteq':
      return !same(seen, value);
    case 'has':
      return seen.includes(value);
    case 'nothave':
      return !seen.includes(value);
    case 'gte':
      return isNumber(seen) && Number(seen) >= Number(value);
    case 'bitmask':
      return isAtMost(seen, value);
    case 'valid_elements':
      return elements(seen).every((element) => elements(value).includes(element));
    default:
      return undefined;
  }
}

/** What a test wants, for a reader. */
export function wantedText({ set, op, value = '' }: BenchmarkTest): string {
  if (set === false) return 'not set';
  switch (op) {
    case undefined:
      return 'set';
    case 'eq':
      return value;
    case 'noteq':
      return `not ${value}`;
    case 'has':
      return `with ${value}`;
    case 'nothave':
      return `without ${value}`;
    case 'gte':
      return `at least ${value}`;
    case 'bitmask':
      return `at most ${value}`;
    case 'valid_elements':
      return `only ${value.replaceAll(',', ', ')}`;
    default:
      return `${op} ${value}`;
  }
}

/** Booleans are compared in any case. */
function same(seen: string, value: string): boolean {
  return seen.toLowerCase() === value.toLowerCase();
}

function isNumber(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}

function elements(text: string): readonly string[] {
  return text
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');
}
