import type { StageCommand } from '../src/model/encryption.ts';
import type { Entry } from '../src/model/entry.ts';
import type { Roll } from '../src/model/strategy.ts';
import type { ClearanceInput } from './clearance.ts';
import type { RolloutInput, RotationInput, RotationOutput } from './contract.ts';

/** What a rewrite does with the old key when it is over. */
export type Rewrite = 'keep-old' | 'drop-old';

export interface RotationContext extends RotationInput {
  /** The rewrite that was or will be asked for. */
  readonly rewrite: Rewrite;
  /** How the chart would end now. */
  readonly result: RotationOutput;
}

interface Scope {
  readonly context: RotationContext;
}

export function entersAt({ entry }: RotationContext, at: Entry['at']): boolean {
  return entry.at === at;
}

export function isStaged({ context }: Scope): boolean {
  return context.course.strategy === 'staged';
}

export function isSingle({ context }: Scope): boolean {
  return context.course.controlPlanes === 'single';
}

/** Followers still hold both keys when the leader has dropped the old one: the moment to count and repair. */
export function isFollowed({ context }: Scope): boolean {
  return isStaged({ context }) && !isSingle({ context });
}

export function keepsOld({ context }: Scope): boolean {
  return context.rewrite === 'keep-old';
}

export function dropsOld({ context }: Scope): boolean {
  return context.rewrite === 'drop-old';
}

export function takesSnapshot({ context }: Scope): boolean {
  return context.course.snapshot;
}

/** Input of a roll. */
export function rollInput(roll: Roll): (scope: Scope) => RolloutInput {
  return ({ context }) => ({ course: context.course, roll });
}

/** The command behind a rewrite. */
export function requestInput({ context }: Scope): { command: StageCommand } {
  if (!isStaged({ context })) return { command: 'rotate-keys' };
  return { command: context.rewrite === 'keep-old' ? 'reencrypt-skip' : 'reencrypt' };
}

export function rewriteInput({ context }: Scope): { rewrite: Rewrite } {
  return { rewrite: context.rewrite };
}

/** On a single control plane the leader itself still has both keys. */
export function clearanceBeforeDrop({ context }: Scope): ClearanceInput {
  const leader = context.course.order.find(({ part }) => part === 'leader');
  return { moment: 'before-drop', through: leader?.name ?? null };
}

/** The last follower goes last: it is the surest holder of both keys. */
export function clearanceBeforeRoll({ context }: Scope): ClearanceInput {
  const follower = context.course.order.findLast(({ part }) => part === 'follower');
  return { moment: 'before-roll', through: follower?.name ?? null };
}
