import type { DoneActorEvent } from 'xstate';

import { bugOf } from '../src/model/result.ts';
import type { StageCommand } from '../src/model/encryption.ts';
import {
  asksEtcd,
  findLeader,
  followersOf,
  isEntryOf,
  keepsOldFirst,
  keepsOldOnFollowers,
  rewriteCommand,
  rollsEarly,
} from '../src/model/course.ts';
import type { EarlyRollEnd, Entry } from '../src/model/entry.ts';
import type { Rewrite, StageRoll } from '../src/model/strategy.ts';
import type {
  ClearanceInput,
  RestartInput,
  EarlyRollInput,
  EarlyRollResult,
  RolloutInput,
  RotationInput,
  RotationOutput,
  StepResult,
} from './contract.ts';
import type { Ending } from './outcome.ts';

/** The context of the rotation chart. */
export interface RotationContext extends RotationInput, Ending {
  /** The rewrite requested last or next. */
  readonly rewrite: Rewrite;
  /** Number of leader restarts after a Secret was deleted during a rewrite, counted since the number of Secrets last fell clearly. */
  readonly begunAnew: number;
  /** Number of Secrets at the last clear fall, or `null` before the first restart. */
  readonly fewest: number | null;
  /** How the early roll ended, or `null` before its end and without one. */
  readonly early: EarlyRollEnd | null;
}

/** Limit of repeated rewrites. If Secrets are deleted and created all the time, the operator must know. */
const MOST_BEGUN_ANEW = 10;
/**
 * With clearly fewer Secrets the engine finishes its list sooner, and the number of possible deletions is finite. On a real K3s 30 of 4,000
 * Secrets were deleted a second, and the tenth attempt was the last (real-engine.md 11). The threshold keeps the number of attempts finite.
 */
const CLEARLY_FEWER = 0.95;

interface Scope {
  readonly context: RotationContext;
}

/** A single control plane keeps the old key until the census. In other clusters the followers keep the old key. */
export function initialContext({ input }: { input: RotationInput }): RotationContext {
  const { course, entry } = input;
  const first = keepsOldFirst(course) && entry.at !== 'reencrypt_finished' ? 'keep-old' : 'drop-old';
  return {
    course,
    entry,
    rewrite: entry.at === 'reencrypt_active' ? entry.rewrite : first,
    begunAnew: 0,
    fewest: null,
    early: 'early' in entry ? (entry.early ?? null) : null,
    failure: null,
  };
}

/** How the rotation ended. */
export function outputOf({ context }: Scope): RotationOutput {
  return context.failure === null ? { kind: 'finished' } : { kind: 'stopped', failure: context.failure };
}

/** Whether the entry names the given state of the chart. */
function entersAt({ context }: Scope, { at }: { at: Entry['at'] }): boolean {
  return context.entry.at === at;
}

/**
 * `rotate-keys` was sent, and servers may differ. The operator may have lifted the freeze since then with the printed commands. After an early
 * roll every server has both keys, and writes go on.
 */
function entersFrozen({ context }: Scope): boolean {
  const { at } = context.entry;
  return (
    freezesWrites({ context }) && !isThawed({ context }) && (at === 'reencrypt_active' || at === 'reencrypt_finished')
  );
}

/** The course lacks the entry's state. Continuing could send a command of another strategy. */
function isForeignEntry({ context: { course, entry } }: Scope): boolean {
  return !isEntryOf(course, entry);
}

/** Assigns the bug of an entry that belongs to another course. */
export function foreignEntry({ context }: Scope): Ending {
  return { failure: bugOf(new Error(`entry ${context.entry.at} of another course`), 'rotation') };
}

/** Staged courses send `prepare`, `rotate` and the rewrites as separate commands. */
function isStaged({ context }: Scope): boolean {
  return context.course.strategy === 'staged';
}

/** Followers still hold both keys after the leader has dropped the old key. Counting and repair happen at this point. */
function isFollowed({ context }: Scope): boolean {
  return keepsOldOnFollowers(context.course);
}

/** The old key remains after this rewrite. A count precedes the drop. */
function keepsOld({ context }: Scope): boolean {
  return context.rewrite === 'keep-old';
}

/** The course asks for etcd snapshots. */
function takesSnapshot({ context }: Scope): boolean {
  return context.course.snapshot;
}

/** The course freezes writes of Secrets while the servers differ. */
function freezesWrites({ context }: Scope): boolean {
  return context.course.freezeWrites;
}

/** The followers are still to take both keys early. */
function rollsEarlyNow({ context }: Scope): boolean {
  return rollsEarly(context.course) && context.early === null;
}

/** Every apiserver has loaded both keys, so that writes go on before the last roll. */
function isThawed({ context }: Scope): boolean {
  return context.early === 'thawed';
}

/** Writes stay refused until every server has only the new key. */
function staysFrozen({ context }: Scope): boolean {
  return freezesWrites({ context }) && !isThawed({ context });
}

/** The freeze of a course without an early roll lets Secrets be deleted after the rewrite. */
function allowsDeletes({ context }: Scope): boolean {
  return freezesWrites({ context }) && !rollsEarly(context.course);
}

/** Params for the reaction to the early roll's answer. */
export function earlyRollAnswered({ event }: { event: DoneActorEvent<EarlyRollResult> }): { result: EarlyRollResult } {
  return { result: event.output };
}

/** Assigns how the early roll ended. */
export function earlyRollEnded(
  { context }: Scope,
  { result }: { result: EarlyRollResult },
): Pick<RotationContext, 'early'> {
  return { early: result.ok ? result.early : context.early };
}

/** Input of the early roll. */
export function earlyRollInput({ context }: Scope): EarlyRollInput {
  return { course: context.course };
}

/** After an early roll in time, the last follower of the roll repairs. */
function throughAfterEarly({ context }: Scope): string | null {
  return isThawed({ context }) ? (followersOf(context.course).at(-1)?.name ?? null) : null;
}

/** Input of each roll. */
export const ROLL_INPUT = {
  prepare: ({ context }: Scope) => ({ course: context.course, roll: 'prepare', repairThrough: null }),
  rotate: ({ context }: Scope) => ({ course: context.course, roll: 'rotate', repairThrough: null }),
  reencrypt_finished: ({ context }: Scope) => ({
    course: context.course,
    roll: 'reencrypt_finished',
    repairThrough: throughAfterEarly({ context }),
  }),
} as const satisfies Record<StageRoll, (scope: Scope) => RolloutInput>;

/** The command behind a rewrite. */
export function requestInput({ context }: Scope): { command: StageCommand } {
  return { command: rewriteCommand(context.course, context.rewrite) };
}

/**
 * The engine itself reported that a Secret, deleted after the listing, aborted the rewrite, and every server has both keys. A restart of the
 * service returns the leader to the state before the command.
 */
function mayGoOnAnew({ context }: Scope, { answer }: { answer: StepResult }): boolean {
  if (answer.ok || answer.failure.kind !== 'rewrite-failed' || !isStaged({ context })) return false;
  if (!answer.failure.deleted) return false;
  return context.begunAnew < MOST_BEGUN_ANEW || isClearlyFewer(answer.failure.total, context.fewest);
}

/**
 * The engine aborted `rotate-keys`. On a single control plane the leader alone decides what is readable and has both keys, so the remaining
 * Secrets can be moved safely. With followers, which have only the old key, moving Secrets would hide more Secrets from the followers.
 */
function mayRepair({ context }: Scope, { answer }: { answer: StepResult }): boolean {
  if (answer.ok || answer.failure.kind !== 'rewrite-failed') return false;
  return context.course.strategy === 'rotate-keys' && context.course.controlPlanes === 'single';
}

/** Assigns the failure that stopped the rewrite, and records whether every Secret is nevertheless under the new key. */
export function repairedFailure({ context: { failure } }: Scope, { answer }: { answer: StepResult }): Ending {
  if (failure?.kind !== 'rewrite-failed') return { failure };
  return { failure: { ...failure, repaired: answer.ok ? 'all' : 'not-all' } };
}

/** The clearance before the engine is asked again. The leader has both keys and writes with the new key. */
export function clearanceBeforeRewrite({ context }: Scope): ClearanceInput {
  return { point: 'before-rewrite', through: findLeader(context.course)?.name ?? null };
}

/** Assigns one more attempt. */
export function begunOnceMore(
  { context: { begunAnew, fewest } }: Scope,
  { answer }: { answer: StepResult },
): Pick<RotationContext, 'begunAnew' | 'fewest'> {
  const total = totalOf(answer);
  if (total === null || !isClearlyFewer(total, fewest)) return { begunAnew: begunAnew + 1, fewest };
  return { begunAnew: 1, fewest: total };
}

/** Number of Secrets that the engine had to rewrite at the abort. */
function totalOf(answer: StepResult): number | null {
  return answer.ok || answer.failure.kind !== 'rewrite-failed' ? null : answer.failure.total;
}

/** Whether the number of Secrets fell clearly. The first count also counts as a fall. */
function isClearlyFewer(total: number | null, fewest: number | null): boolean {
  return total !== null && (fewest === null || total < fewest * CLEARLY_FEWER);
}

/**
 * Restarts the leader alone, with the proof of a roll's first server. The apiserver was not at fault. A course without a leader is a bug.
 */
export function leaderRestart({ context }: Scope): RestartInput {
  const server = findLeader(context.course) ?? { name: '', part: 'leader', hasEtcd: false };
  return {
    roll: 'rotate',
    server,
    restartContainers: false,
    asksEtcd: asksEtcd(context.course),
    proveLoaded: true,
    clearBefore: null,
    clearBeforeContainer: null,
  };
}

/** The awaited rewrite. */
export function rewriteInput({ context }: Scope): { rewrite: Rewrite } {
  return { rewrite: context.rewrite };
}

/** On a single control plane the leader itself still has both keys. */
export function clearanceBeforeDrop({ context }: Scope): ClearanceInput {
  return { point: 'before-drop', through: findLeader(context.course)?.name ?? null };
}

/** Every server has only the new key. No server can repair, and writes stay refused. */
export function clearanceBeforeUnfreeze(): ClearanceInput {
  return { point: 'before-unfreeze', through: null };
}

/** After the rewrite Secrets may be deleted. The freeze of a course with an early roll has no such step. */
export function refreezeInput({ context }: Scope): { again: true; deletes: boolean } {
  return { again: true, deletes: context.entry.at !== 'reencrypt_finished' || rollsEarly(context.course) };
}

/** The last follower restarts last and is therefore the surest holder of both keys. */
export function clearanceBeforeRoll({ context }: Scope): ClearanceInput {
  return { point: 'before-roll', through: followersOf(context.course).at(-1)?.name ?? null };
}

/** The guards of the chart, by the names that the chart uses. */
export const GUARDS = {
  allowsDeletes,
  entersAt,
  entersFrozen,
  freezesWrites,
  isFollowed,
  isForeignEntry,
  isStaged,
  isThawed,
  keepsOld,
  mayGoOnAnew,
  mayRepair,
  rollsEarlyNow,
  staysFrozen,
  takesSnapshot,
};
