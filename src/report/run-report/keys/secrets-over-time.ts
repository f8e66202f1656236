import type { Census } from '../../../model/facts.ts';
import type { RunReport } from '../../../model/run-report.ts';
import { rewriteLine } from '../timeline/rewrite-line.ts';

/** Secrets per key at one time. What is under no known key has a name of its own. */
export interface SecretsAt {
  /** ISO 8601. */
  readonly at: string;
  readonly byKey: Readonly<Record<string, number>>;
  /** Counted in the datastore. Otherwise as far as the engine had come by its own words. */
  readonly isCounted: boolean;
}

/** How many Secrets were under which key, by the counts, and between two of them by the rewrite. Oldest first. */
export function secretsOverTime(report: RunReport): readonly SecretsAt[] {
  const counted = report.counts.map(({ at, census }) => ({ at, byKey: namesOf(census), isCounted: true }));
  const newKey = newKeyOf(report);
  if (newKey === undefined) return counted;
  const rewritten = rewriteLine(report).flatMap(({ at, share }) => {
    const before = counted.findLast((count) => count.at <= at);
    return before === undefined ? [] : [{ at, byKey: moved(before.byKey, newKey, share), isCounted: false }];
  });
  return [...counted, ...rewritten].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** The keys of all points, the new one last, so that it grows from below. */
export function keysOverTime(report: RunReport, points: readonly SecretsAt[]): readonly string[] {
  const newKey = newKeyOf(report);
  const keys = [...new Set(points.flatMap(({ byKey }) => Object.keys(byKey)))].toSorted();
  return [...keys.filter((key) => key !== newKey), ...keys.filter((key) => key === newKey)];
}

function namesOf({ byKey, plaintext, unknown }: Census): Readonly<Record<string, number>> {
  return {
    ...byKey,
    ...(plaintext > 0 ? { 'not encrypted': plaintext } : {}),
    ...(unknown > 0 ? { 'unknown prefix': unknown } : {}),
  };
}

/** A share of what is under every other key has come under the new one. */
function moved(
  byKey: Readonly<Record<string, number>>,
  newKey: string,
  share: number,
): Readonly<Record<string, number>> {
  const others = Object.entries(byKey).filter(([key]) => key !== newKey);
  const rest = others.map(([key, secrets]) => [key, Math.round(secrets * (1 - share))] as const);
  const gone =
    others.reduce((sum, [, secrets]) => sum + secrets, 0) - rest.reduce((sum, [, secrets]) => sum + secrets, 0);
  return { ...Object.fromEntries(rest), [newKey]: (byKey[newKey] ?? 0) + gone };
}

/** The name of the new key as the counts have it, with its provider. */
export function newKeyOf({ counts, summary }: RunReport): string | undefined {
  const { newKey } = summary;
  if (newKey === undefined) return undefined;
  const keys = counts.flatMap(({ census }) => Object.keys(census.byKey));
  return keys.find((key) => key === newKey || key.endsWith(`/${newKey}`));
}
