import type { StageCommand } from '../model/encryption.ts';
import type { StageEffect } from './stage-effect.ts';

/** How the transient unit of a stage command stands; `unread`: the question was not answered. */
type UnitStanding = 'absent' | 'running' | 'succeeded' | 'failed' | 'unknown' | 'unread';

/** What is known of a stage command before it might be sent. */
export interface BeforeSending {
  readonly command: StageCommand;
  readonly effect: StageEffect;
  readonly unit: UnitStanding;
  /** What the journal says of it: `refused` by the engine's own word, before any write. */
  readonly recorded: 'nothing' | 'intended' | 'refused' | 'done';
  /** The service that took it, by the journal, is not the one that runs now. */
  readonly serviceGone: boolean;
}

/**
 * What follows for a command that is to have its effect once:
 * `recorded` the journal has it as done; `found` the effect is there; `send` nothing of it is there; `clear-and-send` only a unit of
 * that name is left, and it is not this command's; `observe` it may have been taken, so it is never sent again; `still-running` a unit of
 * that name runs and the journal knows nothing of it; `unfit` the leader does not stand as it must before the command: somebody else was at
 * work, and the engine might accept the command all the same.
 */
export type NextForStageCommand =
  | 'recorded'
  | 'found'
  | 'send'
  | 'clear-and-send'
  | 'observe'
  | 'still-running'
  | 'unfit';

/** At most once: with an intention of ours a unit of the command's name is our command, and it is only observed. */
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
 * A rewrite that had begun dies with the leader's service, and then the cluster stands as before it: stage `rotate`, both keys
 * everywhere. Only then, with a service that was started after the command was intended, is `reencrypt` sent anew. It makes no key.
 */
function hasRewriteDied({ command, effect, serviceGone }: Pick<BeforeSending, 'command' | 'effect' | 'serviceGone'>) {
  return command === 'reencrypt' && effect === 'no' && serviceGone;
}

function hasEnded(unit: UnitStanding): boolean {
  return unit === 'succeeded' || unit === 'failed';
}

/** What is seen of a stage command that was sent. */
export interface AfterSending {
  readonly command: StageCommand;
  /** `unread`: the leader's files or its Node could not be read. */
  readonly effect: StageEffect | 'unread';
  readonly unit: UnitStanding;
  readonly serviceGone: boolean;
  /** Since when the unit has been seen as not running, ms. */
  readonly endedForMs: number;
}

/** How long an ended command's effect may take to show, ms: the answer is held for the disk, the annotation follows. */
const EFFECT_DEADLINE_MS = 30_000;
/** A command that said it failed shows its effect at once or not at all. */
const FAILED_DEADLINE_MS = 2_000;
/**
 * How long the effect of a line may take to show whose answer was lost, ms. A line that reached its host begins at once; after this
 * time it was not heard, and the run stops where it can be resumed instead of waiting for nothing.
 */
export const UNDELIVERED_AFTER_MS = 5_000;

/** Whether a command that was sent has had its effect, may still have it, or has ended without (failures.md 7.3: exit codes are not believed). */
export function judgeStageCommand(signs: AfterSending): 'took-effect' | 'not-yet' | 'over' {
  const { command, effect, unit, serviceGone, endedForMs } = signs;
  if (effect === 'yes' || effect === 'begun') return 'took-effect';
  if (unit === 'running' || unit === 'unread') return 'not-yet';
  if (effect !== 'unread') {
    // `--skip` may be over before we look: its unit's good end says that it began.
    if (command === 'reencrypt-skip' && unit === 'succeeded') return 'took-effect';
    // What it began died with its service: the wait for the rewrite says so.
    if (hasRewriteDied({ command, effect, serviceGone })) return 'took-effect';
  }
  return endedForMs >= deadlineOf(unit) ? 'over' : 'not-yet';
}

function deadlineOf(unit: UnitStanding): number {
  if (unit === 'absent') return UNDELIVERED_AFTER_MS;
  return unit === 'failed' ? FAILED_DEADLINE_MS : EFFECT_DEADLINE_MS;
}
