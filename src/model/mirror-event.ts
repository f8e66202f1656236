import type { Failure } from './failure.ts';
import type { StepId } from './step.ts';
import type { Count } from './units.ts';

/** The mirror of the journal on the leader cannot be written for now. The run goes on. */
export interface MirrorBehindEvent {
  readonly type: 'mirror-behind';
  readonly server: string;
  readonly file: string;
  readonly failure: Failure;
}

/** The mirror of the journal has every line again, `lines` of which it lacked. */
export interface MirrorCaughtUpEvent {
  readonly type: 'mirror-caught-up';
  readonly server: string;
  readonly file: string;
  readonly lines: Count;
}

/**
 * The journal of a run that another machine began was taken from a server. The servers show that the run began
 * `unmirrored` steps, too, of which the server's copy has no intention.
 */
export interface JournalTakenEvent {
  readonly type: 'journal-taken';
  readonly runId: string;
  readonly server: string;
  readonly file: string;
  readonly lines: Count;
  readonly unmirrored: readonly StepId[];
}
