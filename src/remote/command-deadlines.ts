import { timerMs } from '../model/timer.ts';
import type { TimedOut } from './command-result.ts';

/** How long a command may take, ms. Real time: nothing that stops a clock stops them. */
export interface CommandLimits {
  /** Until the server has accepted it. */
  readonly openMs: number;
  /** From there until its first byte on stdout or stderr, or its exit status. */
  readonly firstByteMs: number;
  /** From being sent to its end; whatever else is allowed, it ends here. */
  readonly totalMs: number;
}

/** The deadlines of one command that is under way. */
export interface CommandDeadlines {
  /** The server has accepted it. */
  accepted(): void;
  /** It has printed something, or ended. */
  heard(): void;
  /** Nobody waits any more. */
  stop(): void;
}

/** Starts with the sending. `expired` is told what was waited for, once for each deadline that passes. */
export function startDeadlines(limits: CommandLimits, expired: (ending: TimedOut) => void): CommandDeadlines {
  let phase: TimedOut['phase'] = 'open';
  const after = (ms: number): NodeJS.Timeout =>
    setTimeout(() => expired({ kind: 'timed-out', phase, afterMs: ms }), timerMs(ms));
  const whole = after(limits.totalMs);
  let next: NodeJS.Timeout | undefined = after(Math.min(limits.openMs, limits.totalMs));
  const enter = (entered: TimedOut['phase'], timer: NodeJS.Timeout | undefined): void => {
    clearTimeout(next);
    phase = entered;
    next = timer;
  };
  return {
    accepted: () => enter('first-byte', after(Math.min(limits.firstByteMs, limits.totalMs))),
    heard: () => enter('total', undefined),
    stop: () => {
      clearTimeout(next);
      clearTimeout(whole);
    },
  };
}
