import type { PathBase } from './expand-path.ts';
import type { Finding } from './finding.ts';
import type { SalvagedInventory } from './salvage.ts';

/** What a rule may know besides the inventory. */
export interface RuleContext extends PathBase {
  /** User where the inventory names none. */
  readonly user: string | undefined;
  /** Why a file cannot be read, as the system's code (`ENOENT`, `EACCES`, `EISDIR`); `undefined`: it can. */
  unreadable(path: string): string | undefined;
}

/** One thing that the schema cannot say. Pure; it looks only at what is valid by itself. */
export interface Rule {
  /** Names the problem too. */
  readonly name: string;
  check(inventory: SalvagedInventory, context: RuleContext): readonly Omit<Finding, 'rule'>[];
}
