import type { TimedOutPhase } from '../model/failures/host.ts';

/** How a command's end was observed. Nothing missing ever becomes 0. */
export type CommandEnding =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /** The link broke, or the server closed the channel without a status: whether it ran to its end is unknown. */
  | { readonly kind: 'connection-lost'; readonly reason: string }
  /** What was waited for, and how long. Whether it ran to its end is unknown. */
  | TimedOut
  | { readonly kind: 'cancelled' };

/** A deadline passed. `afterMs` is its length in ms. */
export interface TimedOut {
  readonly kind: 'timed-out';
  readonly phase: TimedOutPhase;
  readonly afterMs: number;
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
