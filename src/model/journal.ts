import type { Entry } from './entry.ts';
import type { Outage, FoundCopy } from './run-summary.ts';
import type { Census } from './facts.ts';
import type { Failure } from './failure.ts';
import type { StopSignal } from './failures/run.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { SeenSince } from './seen-since.ts';
import type { StepId } from './step.ts';
import type { Milliseconds } from './units.ts';

/** A probe's observation before the intention, needed later to decide whether the act happened. */
export type BeforeAct =
  /** systemd's InvocationID of the unit before a restart. */
  | { readonly kind: 'unit'; readonly invocationId: string }
  /** Id of the kube-apiserver container before it is stopped. */
  | { readonly kind: 'container'; readonly id: string }
  /**
   * State before a stage command. The unit name is the transient unit that will run the command. systemd's InvocationID names the service that
   * will execute the command, because a begun rewrite dies with this invocation. The revision is the datastore's copy of the credential files,
   * because the command has ended only after the revision has grown.
   */
  | {
      readonly kind: 'transient-unit';
      readonly name: string;
      readonly serviceInvocation: string;
      readonly bootstrapRevision: number;
      /** Time by the leader's clock, s since the epoch. Journals of earlier releases lack the time. */
      readonly leaderSeconds?: number | undefined;
    }
  /** SHA-256 of a server's encryption file before a rescue writes it, and of the file that the rescue writes. */
  | { readonly kind: 'file'; readonly beforeSha256: string; readonly afterSha256: string }
  /** Names of the snapshots listed before another snapshot of the same name is saved. */
  | { readonly kind: 'snapshots'; readonly names: readonly string[] }
  | { readonly kind: 'none' };

/** The content of a journal line. Every line carries its own time outside the record. */
export type JournalRecord =
  /** First line. The plan is whole, so that a journal alone is enough to resume. */
  | {
      readonly kind: 'run-started';
      readonly runId: string;
      readonly version: string;
      readonly operator: string;
      readonly plan: Plan;
      /** The age at which the inventory wants the next rotation. Journals of earlier releases lack the age. */
      readonly maxKeyAgeMs?: Milliseconds | undefined;
      /** Sealed copies of earlier runs on the servers. Journals of earlier releases lack the copies. */
      readonly earlierCopies?: readonly FoundCopy[] | undefined;
    }
  /**
   * A new process took over. Journals of earlier releases do not name its operator and version. `takenFrom` is the
   * server whose mirror this machine took the journal from.
   */
  | {
      readonly kind: 'run-resumed';
      readonly entry: Entry;
      readonly pid: number;
      readonly operator?: string | undefined;
      readonly version?: string | undefined;
      readonly takenFrom?: string | undefined;
    }
  /**
   * From this line on the run continues without these servers, whose hosts are lost, and without `etcdMembers`, which were members of these
   * servers. The plan in the first line stays unchanged.
   */
  | { readonly kind: 'servers-left-out'; readonly servers: readonly string[]; readonly etcdMembers: readonly string[] }
  /** Written and fsynced before a mutation. */
  | { readonly kind: 'intended'; readonly step: StepId; readonly before: BeforeAct }
  /** The effect was observed. `evidence` contains names, counts and hashes, never material. */
  | { readonly kind: 'done'; readonly step: StepId; readonly evidence: Readonly<Record<string, string | number>> }
  /** The effect already existed, so the step did nothing. */
  | { readonly kind: 'found-done'; readonly step: StepId; readonly evidence: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly step: StepId; readonly failure: Failure }
  /** Secrets per key when the run began. */
  | { readonly kind: 'counted'; readonly census: Census }
  /** The mirror on the leader cannot be written for now. The lines that it lacks follow later. */
  | { readonly kind: 'mirror-behind'; readonly server: string; readonly failure: Failure }
  /** The mirror has every line before this one again. */
  | { readonly kind: 'mirror-caught-up'; readonly server: string }
  /**
   * Last line of a process that ended in good order, with the observed outages, with the signal that stopped the run, and with the failure that
   * ended the process. Journals of earlier releases lack the last two.
   */
  | {
      readonly kind: 'run-ended';
      readonly outcome: OutcomeKind;
      readonly outages?: readonly Outage[];
      readonly by?: StopSignal;
      readonly failure?: Failure | undefined;
    };

/**
 * A line of the journal in NDJSON. `previous` is the SHA-256 of the line before (64 zeros for the first line), so that a missing or changed line
 * is detected.
 */
export interface JournalLine {
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly previous: string;
  readonly record: JournalRecord;
  /** What the process saw after the line before. Journals of earlier releases lack this. */
  readonly seen?: SeenSince | undefined;
  /** Fields that only a newer release knows, as `record.field`. The reader left them out. Never written. */
  readonly unknownFields?: readonly string[] | undefined;
}
