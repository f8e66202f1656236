import type { Entry } from '../model/entry.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { YoungKey } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import type { ClusterLock } from './locks/cluster-lock.ts';
import type { Journal } from './journal/journal.ts';

/** A run that holds its locks, has its journal open, and knows where to begin. */
export interface PreparedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly facts: ClusterFacts;
  readonly entry: Entry;
  /**
   * It goes on with somebody else's rotation, whose first steps are behind it: its snapshot and sealed copies are made before anything else, and
   * again after a crash in the middle of that.
   */
  readonly secureFirst: boolean;
  readonly journal: Journal;
  readonly lock: ClusterLock;
  /** Aborted when the Lease is in other hands. */
  readonly lockLost: AbortSignal;
}

/** What a new or a resumed run hands over; or the key that is young enough, so that there is nothing to do. */
export type Preparation = Result<PreparedRun | { readonly young: YoungKey }>;
