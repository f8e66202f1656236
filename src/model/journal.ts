import type { Entry } from './entry.ts';
import type { Outage } from './run-summary.ts';
import type { Census } from './facts.ts';
import type { Failure } from './failure.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { StepId } from './step.ts';

/** What a probe saw before an intention was written, needed to tell later whether the act happened. */
export type BeforeAct =
  /** systemd's InvocationID of the unit before a restart. */
  | { readonly kind: 'unit'; readonly invocationId: string }
  /** Id of the kube-apiserver container before it is stopped. */
  | { readonly kind: 'container'; readonly id: string }
  /**
   * Name of the transient unit that will run a stage command; systemd's InvocationID of the service that will take it, because a rewrite
   * that it begins dies with that invocation; and the revision of the datastore's copy of the credential files, because the command is
   * over only when that has grown.
   */
  | {
      readonly kind: 'transient-unit';
      readonly name: string;
      readonly serviceInvocation: string;
      readonly bootstrapRevision: number;
      /** By the clock of the leader, s since the epoch; not in journals of earlier releases. */
      readonly leaderSeconds?: number | undefined;
    }
  /** Names of the snapshots that were listed before another one of that name is saved. */
  | { readonly kind: 'snapshots'; readonly names: readonly string[] }
  | { readonly kind: 'none' };

/** What a journal line says. Times are not here: every line has its own. */
export type JournalRecord =
  /** First line. The plan is whole, so that a journal alone is enough to resume. */
  | {
      readonly kind: 'run-started';
      readonly runId: string;
      readonly version: string;
      readonly operator: string;
      readonly plan: Plan;
    }
  /** A new process took over. */
  | { readonly kind: 'run-resumed'; readonly entry: Entry; readonly pid: number }
  /**
   * From here on the run goes on without these servers, whose hosts are gone, and without `etcdMembers`, which were theirs. The plan in the
   * first line stays as it was.
   */
  | { readonly kind: 'servers-left-out'; readonly servers: readonly string[]; readonly etcdMembers: readonly string[] }
  /** Written and fsynced before a mutation. */
  | { readonly kind: 'intended'; readonly step: StepId; readonly before: BeforeAct }
  /** The effect was observed. `evidence` is names, counts and hashes, never material. */
  | { readonly kind: 'done'; readonly step: StepId; readonly evidence: Readonly<Record<string, string | number>> }
  /** The effect was already there, so nothing was done. */
  | { readonly kind: 'found-done'; readonly step: StepId; readonly evidence: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly step: StepId; readonly failure: Failure }
  /** Secrets per key when the run began. */
  | { readonly kind: 'counted'; readonly census: Census }
  /** Last line of a process that ended in good order, with the outages that it saw. */
  | { readonly kind: 'run-ended'; readonly outcome: OutcomeKind; readonly outages?: readonly Outage[] };

/** A line of the journal: NDJSON. `previous` is the SHA-256 of the line before (64 zeros for the first), so that a missing or changed line shows. */
export interface JournalLine {
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly previous: string;
  readonly record: JournalRecord;
}
