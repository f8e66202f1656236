import type { Entry } from '../model/entry.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { YoungKey } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { RescueEntry } from '../model/rescue.ts';
import type { Result } from '../model/result.ts';
import type { ClusterLock } from './locks/cluster-lock.ts';
import type { Journal } from './journal/journal.ts';
import type { MirrorMoment } from './journal/journal-mirror.ts';

/** A run that holds its locks, has its journal open, and knows where to begin. */
export interface PreparedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly facts: ClusterFacts;
  readonly entry: Entry;
  /** Where the plan's rescue begins or continues. Only with a rescue. */
  readonly rescueEntry?: RescueEntry;
  /**
   * The run continues an adopted rotation, whose first steps are over. Its snapshot and sealed copies are made before
   * anything else, and again after a crash in between.
   */
  readonly secureFirst: boolean;
  readonly journal: Journal;
  /**
   * What the mirror is worth before the first act. `first` means that the mirror must be written, because nothing was
   * changed yet, or because another machine must see that this machine took over.
   */
  readonly mirrorAtFirst: Exclude<MirrorMoment, 'last'>;
  readonly lock: ClusterLock;
  /** Aborted when another run holds the Lease. */
  readonly lockLost: AbortSignal;
}

/** The result of preparing a new or a resumed run. A young key leaves nothing to do. */
export type Preparation = Result<PreparedRun | { readonly young: YoungKey }>;
