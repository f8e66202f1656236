import type { Cluster } from '../model/cluster.ts';
import type { EngineJournal } from '../model/engine-journal.ts';
import type { MemberState } from '../model/datastore.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { LockHeld, ServersUnasked } from '../model/failures/run.ts';
import type { Outcome } from '../model/outcome.ts';
import type { KnownIssuesFor } from '../model/known-issue.ts';

/** The unfinished run of this cluster in the state directory. */
interface UnfinishedHere {
  readonly runId: string;
  /** The end of the run's last process, or `undefined` if the process wrote no end. */
  readonly stopped: Outcome | undefined;
}

/** Everything that a diagnosis may rest on, read at one moment. */
export interface Examination {
  readonly facts: ClusterFacts;
  readonly cluster: Cluster;
  /** ms since the epoch. */
  readonly now: number;
  /** Servers that could not be asked at all. */
  readonly unasked: ServersUnasked['servers'];
  /** The etcd member on each server that has one, by the member's own answer. */
  readonly members: readonly { readonly server: string; readonly state: MemberState }[];
  readonly journals: readonly EngineJournal[];
  readonly unfinishedRun: UnfinishedHere | undefined;
  /** A process at this place works on the cluster. */
  readonly atWorkHere: boolean;
  /** A process elsewhere works on the cluster, by the Lease. */
  readonly atWorkElsewhere: LockHeld | undefined;
  readonly knownIssuesFor: KnownIssuesFor;
}

/** What was read from the engine's journal on a server. */
export function journalOf({ journals }: Pick<Examination, 'journals'>, name: string): EngineJournal | undefined {
  return journals.find(({ server }) => server === name);
}
