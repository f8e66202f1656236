import type { PathBase } from './expand-path.ts';
import type { SalvagedInventory } from './salvage.ts';
import type { DocumentPath } from './document-path.ts';

/** A problem before its line and column are known. */
export interface Finding {
  /** Stable, for example `duplicate-host`. */
  readonly rule: string;
  readonly path: DocumentPath;
  /** The operator's value, reported only through `shown` (shown.ts). */
  readonly found: string | undefined;
  /** keyturn's own words after `found`, reported unchanged. */
  readonly because?: string;
  readonly expected: string | undefined;
  /** The reported position, which is the value (default) or its key. */
  readonly at?: 'value' | 'key';
}

/** What a rule may know besides the inventory. */
export interface RuleContext extends PathBase {
  /** Default user for hosts without a user in the inventory. */
  readonly user: string | undefined;
  /** The system's code for an unreadable file (`ENOENT`, `EACCES`, `EISDIR`), or `undefined` for a readable file. */
  unreadable(path: string): string | undefined;
}

/** One condition that the schema cannot express. Pure. A rule reads only fields that are valid by themselves. */
export interface Rule {
  /** Names the problem too. */
  readonly name: string;
  check(inventory: SalvagedInventory, context: RuleContext): readonly Omit<Finding, 'rule'>[];
}

/** The entries with a repeated key, each with the first entry of the same key. Entries without a key are ignored. */
export function repeated<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string | undefined,
): readonly { readonly entry: T; readonly first: T }[] {
  const firsts = new Map<string, T>();
  const found: { readonly entry: T; readonly first: T }[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first !== undefined) {
      found.push({ entry, first });
    } else if (key !== undefined) {
      firsts.set(key, entry);
    }
  }
  return found;
}
