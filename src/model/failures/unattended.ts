import type { HookEnding, HookName } from '../automation.ts';
import type { Check } from '../check.ts';
import type { Milliseconds } from '../units.ts';

/** The cluster is in the middle of a rotation, or refuses writes of Secrets, and no run on this machine knows why. */
interface RotationElsewhere {
  readonly kind: 'rotation-elsewhere';
  readonly cluster: string;
  /** The refusing checks, which show the state of each server. */
  readonly checks: readonly Check[];
}

/** The last process of an unfinished run stopped for a person. A scheduler must not go on in the person's place. */
interface DecisionPending {
  readonly kind: 'decision-pending';
  readonly runId: string;
  readonly journal: string;
}

/** A maintenance window, and the present time against it. */
export interface WindowStanding {
  /** The windows as written. */
  readonly windows: readonly string[];
  /** End of the window that is open now, ISO 8601. `undefined` where none is open. */
  readonly closesAt: string | undefined;
}

/** No maintenance window is open for as long as the run may take. */
export interface OutsideWindow extends WindowStanding {
  readonly kind: 'outside-window';
  /** Expected duration of the run. */
  readonly estimateMs: Milliseconds;
  /** The expected duration with a margin. */
  readonly neededMs: Milliseconds;
  /** The next opening for long enough, ISO 8601, and its time zone. `undefined` where no window is ever long enough. */
  readonly opens: { readonly at: string; readonly zone: string } | undefined;
  /** The longest opening of the coming week. */
  readonly longestMs: Milliseconds | undefined;
}

/** A program of the operator failed that must end well before the run goes on. Nothing was sent since. */
interface HookFailed {
  readonly kind: 'hook-failed';
  readonly hook: HookName;
  readonly program: string;
  readonly server: string | undefined;
  readonly ending: HookEnding;
  /** The end of what the program printed. */
  readonly output: string;
}

/** A restart was held back by the alerts of Prometheus, or by its silence, for as long as a gate may take. */
export interface AlertsHold {
  readonly kind: 'alerts-hold';
  /** The server that was to be taken out. */
  readonly server: string;
  readonly waitedMs: Milliseconds;
  /** The names of the alerts. Empty without an answer. */
  readonly alerts: readonly string[];
  /** Why there was no answer. */
  readonly unasked: string | undefined;
}

/** A command that runs by a schedule cannot begin or go on. */
export type UnattendedFailure = RotationElsewhere | DecisionPending | OutsideWindow | HookFailed | AlertsHold;
