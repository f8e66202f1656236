import type { Check } from './check.ts';
import type { Census } from './facts.ts';
import type { Failure } from './failure.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Period, RunStage, RunSummary } from './run-summary.ts';
import type { RewriteSample, SentEnding, TakenCensus } from './seen-since.ts';
import type { StepId } from './step.ts';
import type { Course } from './strategy.ts';
import type { Bytes, Code, Count, Milliseconds } from './units.ts';

/**
 * The state of a run. Besides the outcomes there is `unfinished` for a run whose last process wrote no ending, `running` for a run with a process
 * at work, and `given-up` for a run that an operator ended.
 */
export type RunState = OutcomeKind | 'unfinished' | 'running' | 'given-up';

/** A server of the plan, as the plan was made. */
interface ReportServer {
  readonly name: string;
  readonly nodeName: string;
  readonly roles: readonly string[];
  readonly version: string;
}

/**
 * A step and what became of it. `begun` has an intention and no ending. A step outside the plan has no estimate.
 */
export interface ReportStep {
  readonly step: StepId;
  readonly stage: RunStage;
  readonly state: 'done' | 'found-done' | 'begun' | 'failed' | 'not-begun';
  /** Servers that the step changes or asks. */
  readonly servers: readonly string[];
  readonly plannedMs: Milliseconds | undefined;
  /** The times in which the step was at work, one per process that worked on it. */
  readonly spans: readonly Period[];
  readonly evidence: Readonly<Record<string, string | number>> | undefined;
}

/**
 * A command that changed something, or was to. With `not-recorded` the journal has the intention and the plan's line, and no ending. So it is
 * with journals of earlier releases, and with the last command of a killed process.
 */
export interface ReportCommand {
  /** ISO 8601. */
  readonly at: string;
  readonly server: string;
  readonly step: StepId | undefined;
  readonly line: string;
  readonly ending: SentEnding | 'not-recorded';
  readonly exitCode: Code | undefined;
}

/** A snapshot of the datastore, or a copy of its database. */
export interface ReportSnapshot {
  readonly name: string;
  readonly server: string;
  readonly bytes: Bytes | undefined;
  readonly when: 'before' | 'after';
  /** ISO 8601. */
  readonly at: string;
}

/** A time without a process. The process before was killed, or stopped in good order. */
export interface ReportPause extends Period {
  readonly killed: boolean;
}

/** The journal behind a report. */
interface ReportJournal {
  readonly file: string;
  readonly lines: Count;
  /** SHA-256 of the last line, the head of the hash chain. */
  readonly head: string;
}

/** Everything that a journal says of a run, as one document. Times are ISO 8601, UTC. */
export interface RunReport {
  readonly schema: 'keyturn.report/1';
  readonly state: RunState;
  /** Exit code of the last process, or `undefined` without an ending. */
  readonly exitCode: Code | undefined;
  /** Why the last process stopped. */
  readonly failure: Failure | undefined;
  readonly summary: RunSummary;
  readonly planId: string;
  readonly course: Course;
  readonly leader: string;
  readonly servers: readonly ReportServer[];
  readonly etcdMembers: readonly string[];
  /** The first step after which going back takes longer than finishing, and when the step began. */
  readonly pointOfNoReturn: { readonly step: StepId; readonly at: string | undefined };
  readonly steps: readonly ReportStep[];
  readonly pauses: readonly ReportPause[];
  readonly rewrite: readonly RewriteSample[];
  /** Every count of Secrets per key, the first at the start of the run. */
  readonly counts: readonly (Omit<TakenCensus, 'step' | 'census'> & {
    readonly step: StepId | undefined;
    readonly census: Census;
  })[];
  readonly checks: readonly Check[];
  readonly commands: readonly ReportCommand[];
  readonly snapshots: readonly ReportSnapshot[];
  readonly journal: ReportJournal;
}
