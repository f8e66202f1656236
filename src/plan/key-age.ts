import type { ClusterFacts } from '../model/facts.ts';
import type { YoungKey } from '../model/outcome.ts';
import { activeKeyOf, controlPlaneServers } from './fact-reading.ts';

/** Age of the active key. The first key of a cluster carries no date. */
export type KeyAge =
  | { readonly kind: 'known'; readonly key: string; readonly createdAt: string; readonly ageMs: number }
  | { readonly kind: 'unknown'; readonly key: string | undefined };

/** Key names are `aescbckey-<RFC3339>` and `secretboxkey-<RFC3339>`, with the stamp in the server's own zone (engine.md, "Commands"). */
const STAMP = /-(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2}))$/;

/** Creation time of a key as ISO 8601 in its written form, or `undefined` for a name without a date. */
export function keyCreatedAt(name: string): string | undefined {
  return STAMP.exec(name)?.[1];
}

/** Age of one key, ms, or `undefined` for a name without a date, or with a date in the future. `now` is in ms since the epoch. */
export function ageOfKey(name: string, now: number): number | undefined {
  const createdAt = keyCreatedAt(name);
  const age = createdAt === undefined ? -1 : now - Date.parse(createdAt);
  return age < 0 ? undefined : age;
}

/** Age of the cluster's writing key. If servers differ, the youngest key counts. `now` is in ms since the epoch. */
export function keyAge(facts: ClusterFacts, now: number): KeyAge {
  const names = controlPlaneServers(facts).flatMap((server) => activeKeyOf(server)?.name ?? []);
  const dated = names
    .flatMap((key) => {
      const createdAt = keyCreatedAt(key);
      return createdAt === undefined ? [] : [{ key, createdAt, ageMs: now - Date.parse(createdAt) }];
    })
    .sort((one, other) => one.ageMs - other.ageMs);
  const youngest = dated[0];
  return youngest === undefined ? { kind: 'unknown', key: names[0] } : { kind: 'known', ...youngest };
}

/** The key, if a policy of `olderThanMs` needs no rotation yet. `undefined` means that a rotation is due. */
export function youngKey(age: KeyAge, olderThanMs: number): YoungKey | undefined {
  if (age.kind === 'unknown' || isKeyDue(age, olderThanMs)) return undefined;
  const { key: name, createdAt, ageMs } = age;
  return { name, createdAt, ageMs, dueAt: new Date(Date.parse(createdAt) + olderThanMs).toISOString() };
}

/** Whether a rotation is due under a policy of `olderThanMs`. A key of unknown age is due. */
export function isKeyDue(age: KeyAge, olderThanMs: number): boolean {
  return age.kind === 'unknown' || age.ageMs >= olderThanMs;
}
