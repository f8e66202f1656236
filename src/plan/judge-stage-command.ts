import type { StageCommand } from '../model/encryption.ts';
import type { StageEffect } from './stage-effect.ts';

/** The state of a stage command's transient unit. With `unread` the question was not answered. */
type UnitState = 'absent' | 'running' | 'succeeded' | 'failed' | 'unknown' | 'unread';

/** The known state of a stage command before sending. */
export interface BeforeSending {
  readonly command: StageCommand;
  readonly effect: StageEffect;
  readonly unit: UnitState;
  /** What the journal says about the command. With `refused` the engine itself rejected the command before any write. */
  readonly recorded: 'nothing' | 'intended' | 'refused' | 'done';
  /** The journal names another service process for the command than the process that runs now. */
  readonly serviceGone: boolean;
}

/**
 * The next action for a command that must have its effect exactly once.
 * - `recorded`: the journal records the command as done.
 * - `found`: the cluster already shows the effect.
 * - `send`: the cluster shows neither an effect nor a unit.
 * - `clear-and-send`: only a leftover unit with the command's name exists, and the unit does not belong to this attempt.
 * - `observe`: the engine may have executed the command, so the command is never sent again.
 * - `still-running`: a unit with the command's name is running, and the journal does not mention the command.
 * - `unfit`: the leader is not in the state that the command needs. Another operator was at work, and the engine might still accept the command.
 */
export type NextForStageCommand =
  | 'recorded'
  | 'found'
  | 'send'
  | 'clear-and-send'
  | 'observe'
  | 'still-running'
  | 'unfit';

/** Sends a command at most once. If the journal holds our intention, a unit with the command's name is our command and is only observed. */
export function nextForStageCommand(signs: BeforeSending): NextForStageCommand {
  const { effect, unit, recorded } = signs;
  if (recorded === 'done') return hasRewriteDied(signs) ? 'clear-and-send' : 'recorded';
  if (effect === 'yes' || effect === 'begun') return 'found';
  const isOurs = recorded === 'intended' && unit !== 'absent';
  if (isOurs) return hasEnded(unit) && hasRewriteDied(signs) ? 'clear-and-send' : 'observe';
  if (unit === 'running') return 'still-running';
  if (effect !== 'no') return 'unfit';
  return unit === 'absent' ? 'send' : 'clear-and-send';
}

/**
 * A rewrite dies with the leader's service. The cluster is then back in stage `rotate` with both keys on every server.
 * `reencrypt` is sent again only in this state, and only to a service that started after the intention. `reencrypt` makes no key.
 */
function hasRewriteDied({ command, effect, serviceGone }: Pick<BeforeSending, 'command' | 'effect' | 'serviceGone'>) {
  return command === 'reencrypt' && effect === 'no' && serviceGone;
}

function hasEnded(unit: UnitState): boolean {
  return unit === 'succeeded' || unit === 'failed';
}

/** Observations of a stage command after sending. */
export interface AfterSending {
  readonly command: StageCommand;
  /** With `unread` the leader's files or the leader's Node could not be read. */
  readonly effect: StageEffect | 'unread';
  readonly unit: UnitState;
  readonly serviceGone: boolean;
  /** Time for which the unit has been seen as not running, ms. */
  readonly endedForMs: number;
}

/** How long the effect of an ended command may take to show, ms. The engine writes to disk before the answer and annotates the Node afterwards. */
const EFFECT_DEADLINE_MS = 30_000;
/** A command that reported a failure shows its effect at once or never, ms. */
const FAILED_DEADLINE_MS = 2_000;
/**
 * How long the effect of a command line may take to show after the answer was lost, ms. A line that reached the host begins at once.
 * After this time the line counts as undelivered, and the run stops at a resumable point instead of waiting in vain.
 */
export const UNDELIVERED_AFTER_MS = 5_000;

/** Whether a sent command took effect, may still take effect, or ended without effect. Exit codes are not trusted (failures.md 7.3). */
export function judgeStageCommand(signs: AfterSending): 'took-effect' | 'not-yet' | 'over' {
  const { command, effect, unit, serviceGone, endedForMs } = signs;
  if (effect === 'yes' || effect === 'begun') return 'took-effect';
  if (unit === 'running' || unit === 'unread') return 'not-yet';
  if (effect !== 'unread') {
    // `--skip` may end before the first look. The unit's success proves that the command began.
    if (command === 'reencrypt-skip' && unit === 'succeeded') return 'took-effect';
    // The rewrite died with the service. The wait for the rewrite reports the loss.
    if (hasRewriteDied({ command, effect, serviceGone })) return 'took-effect';
  }
  return endedForMs >= deadlineOf(unit) ? 'over' : 'not-yet';
}

function deadlineOf(unit: UnitState): number {
  if (unit === 'absent') return UNDELIVERED_AFTER_MS;
  return unit === 'failed' ? FAILED_DEADLINE_MS : EFFECT_DEADLINE_MS;
}
