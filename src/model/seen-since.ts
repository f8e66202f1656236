import type { Census } from './facts.ts';
import type { StepId } from './step.ts';
import type { Code, Count, Milliseconds } from './units.ts';

/**
 * What a process saw and sent between two lines of its journal. Nothing that a run decides depends on this. A report shows more with it. A
 * killed process takes what it saw after its last line with it.
 */
export interface SeenSince {
  /** Commands that change something, in the order of their endings. The heartbeat of the lock is left out. */
  readonly commands?: readonly SentCommand[] | undefined;
  readonly steps?: readonly EndedStep[] | undefined;
  /** How many Secrets the engine had rewritten, evenly thinned. */
  readonly rewrite?: readonly RewriteSample[] | undefined;
  readonly counts?: readonly TakenCensus[] | undefined;
}

/** A command that changes something, as sent to a server. */
export interface SentCommand {
  /** When the command was sent, ISO 8601. */
  readonly at: string;
  readonly server: string;
  /** The step at work, or `undefined` before the first step. */
  readonly step?: StepId | undefined;
  /** The line as sent. */
  readonly line: string;
  readonly ending: SentEnding;
  /** Exit code of a command that ended by itself. */
  readonly exitCode?: Code | undefined;
}

/** How a sent command ended. With `unclear` nothing shows whether the command ran to its end, and with `not-sent` no connection existed. */
export type SentEnding = 'exited' | 'signalled' | 'unclear' | 'not-sent';

/** A step that has ended. `found` says that its effect existed before. */
export interface EndedStep {
  readonly step: StepId;
  /** When the step ended, ISO 8601. */
  readonly at: string;
  readonly ms: Milliseconds;
  readonly found: boolean;
}

/** How many Secrets were rewritten at one moment, ISO 8601. */
export interface RewriteSample {
  readonly at: string;
  readonly rewritten: Count;
  readonly total: Count;
}

/** A count of Secrets per key at one moment, ISO 8601. */
export interface TakenCensus {
  readonly at: string;
  readonly step: StepId;
  readonly census: Census;
}
