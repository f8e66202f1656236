import type { PathBase } from './expand-path.ts';
import type { Finding } from './finding.ts';
import type { SalvagedInventory } from './salvage.ts';

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
