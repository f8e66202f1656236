import { timerMs } from '../model/clock.ts';
import type { TimedOut } from './command-result.ts';

/** Time limits of a command, ms. The limits count real time, which no stopped clock affects. */
export interface CommandLimits {
  /** From sending the command until the server accepts it. */
  readonly openMs: number;
  /** From acceptance until the first byte on stdout or stderr, or the exit status. */
  readonly firstByteMs: number;
  /** From sending the command until its end. No other limit extends the total time. */
  readonly totalMs: number;
}

/** The deadlines of one running command. */
export interface CommandDeadlines {
  /** The server has accepted the command. */
  accepted(): void;
  /** The command has printed something, or ended. */
  heard(): void;
  /** The caller has stopped waiting. */
  stop(): void;
}

/** Starts when the command is sent. `expired` receives the phase that timed out, once for each missed deadline. */
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
