import type { AnswerBound, TimedOutPhase } from '../model/failures/host.ts';

/** How a command's end was observed. Nothing missing ever becomes 0. */
export type CommandEnding =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /**
   * The link broke, or the server closed the channel without a status. Nothing shows whether the command ran to its
   * end.
   */
  | { readonly kind: 'connection-lost'; readonly reason: string }
  /** The phase that timed out, and its limit. Nothing shows whether the command ran to its end. */
  | TimedOut
  /** The answer to a reading command exceeded a bound. The rest was not waited for. */
  | OutOfBounds
  | { readonly kind: 'cancelled' };

/** A deadline passed. `afterMs` is the limit in ms. */
export interface TimedOut {
  readonly kind: 'timed-out';
  readonly phase: TimedOutPhase;
  readonly afterMs: number;
}

/** The bound that was exceeded, and the most that is accepted. */
export interface OutOfBounds {
  readonly kind: 'out-of-bounds';
  readonly bound: AnswerBound;
  readonly limit: number;
}

export interface CommandResult {
  readonly server: string;
  /** The final line as sent, scrubbed. */
  readonly line: string;
  readonly ending: CommandEnding;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes dropped from the middle of stdout and stderr. */
  readonly droppedBytes: number;
  readonly durationMs: number;
}
