import type { AuditEvidence } from '../../model/audit.ts';
import { printableLine } from '../printable.ts';

/** Longer values are cut. The JSON document has them whole. */
const LONGEST = 300;

/** One fact on one line. Everything that a host said is made printable. */
export function evidenceText({ name, seen, expected, verdict }: AuditEvidence): string {
  const value = seen === undefined ? undefined : short(printableLine(seen));
  const what = short(printableLine(name));
  if (verdict === 'unknown') return `${what}: ${value ?? 'not readable'}, expected ${expected ?? 'a value'}`;
  if (expected === undefined) return `${what}: ${value ?? 'none'}`;
  return `${what}: ${value ?? 'not set'}, expected ${expected}`;
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}..` : text;
}
