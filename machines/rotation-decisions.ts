import { bugOf } from '../src/model/bug.ts';
import type { StageCommand } from '../src/model/encryption.ts';
import {
  asksEtcd,
  findLeader,
  followersOf,
  isEntryOf,
  keepsOldFirst,
  keepsOldOnFollowers,
  rewriteCommand,
} from '../src/model/course.ts';
import type { Entry } from '../src/model/entry.ts';
import type { Rewrite, Roll } from '../src/model/strategy.ts';
import type {
  ClearanceInput,
  RestartInput,
  RolloutInput,
  RotationInput,
  RotationOutput,
  StepResult,
} from './contract.ts';
import type { Ending } from './outcome.ts';

/** What the rotation chart remembers. */
export interface RotationContext extends RotationInput, Ending {
  /** The rewrite that was asked for last or is asked for next. */
  readonly rewrite: Rewrite;
  /** How often the leader was restarted because a Secret had been deleted under a rewrite, since there were clearly fewer of them than ever. */
  readonly begunAnew: number;
  /** So many Secrets there were then; `null` before the first time. */
  readonly fewest: number | null;
}

/** Where Secrets are deleted all the time and as many come anew, a person must know. */
const MOST_BEGUN_ANEW = 10;
/**
 * With clearly fewer Secrets than ever before the engine is sooner through its list, and there is an end to what can be deleted: on a real K3s
 * 30 of 4,000 were deleted a second, and the tenth time was the last (real-engine.md 11). It keeps the number of times finite.
 */
const CLEARLY_FEWER = 0.95;

interface Scope {
  readonly context: RotationContext;
}

/** A single control plane keeps the old key until the census; elsewhere followers keep it. */
export function initialContext({ input }: { input: RotationInput }): RotationContext {
  const { course, entry } = input;
  const first = keepsOldFirst(course) && entry.at !== 'reencrypt_finished' ? 'keep-old' : 'drop-old';
  return {
    course,
    entry,
    rewrite: entry.at === 'reencrypt_active' ? entry.rewrite : first,
    begunAnew: 0,
    fewest: null,
    failure: null,
  };
}

/** How the rotation ended. */
export function outputOf({ context }: Scope): RotationOutput {
  return context.failure === null ? { kind: 'finished' } : { kind: 'stopped', failure: context.failure };
}

/** The entry names that state of the chart. */
function entersAt({ context }: Scope, { at }: { at: Entry['at'] }): boolean {
  return context.entry.at === at;
}

/** `rotate-keys` was sent and servers may differ: an operator may have lifted the freeze since, with the lines we print. */
function entersFrozen({ context }: Scope): boolean {
  const { at } = context.entry;
  return freezesWrites({ context }) && (at === 'reencrypt_active' || at === 'reencrypt_finished');
}

/** The course has no such state. Going on there could send a command of another strategy. */
function isForeignEntry({ context: { course, entry } }: Scope): boolean {
  return !isEntryOf(course, entry);
}

/** Assigner: an entry of another course is a bug of ours. */
export function foreignEntry({ context }: Scope): Ending {
  return { failure: bugOf(new Error(`entry ${context.entry.at} of another course`), 'rotation') };
}

/** `prepare`, `rotate` and the rewrites are commands of their own. */
function isStaged({ context }: Scope): boolean {
  return context.course.strategy === 'staged';
}

/** Followers still hold both keys when the leader has dropped the old one: the moment to count and repair. */
function isFollowed({ context }: Scope): boolean {
  return keepsOldOnFollowers(context.course);
}

/** After this rewrite the old key is still there: count, then drop it. */
function keepsOld({ context }: Scope): boolean {
  return context.rewrite === 'keep-old';
}

/** The course asks for etcd snapshots. */
function takesSnapshot({ context }: Scope): boolean {
  return context.course.snapshot;
}

/** The course has writes of Secrets refused while the servers differ. */
function freezesWrites({ context }: Scope): boolean {
  return context.course.freezeWrites;
}

/** Input of each roll. */
export const ROLL_INPUT = {
  prepare: ({ context }: Scope) => ({ course: context.course, roll: 'prepare' }),
  rotate: ({ context }: Scope) => ({ course: context.course, roll: 'rotate' }),
  reencrypt_finished: ({ context }: Scope) => ({ course: context.course, roll: 'reencrypt_finished' }),
} as const satisfies Record<Roll, (scope: Scope) => RolloutInput>;

/** The command behind a rewrite. */
export function requestInput({ context }: Scope): { command: StageCommand } {
  return { command: rewriteCommand(context.course, context.rewrite) };
}

/**
 * The engine says itself that it gave the rewrite up, at a Secret that was deleted since it had listed it; every server has both keys. With a
 * new service the leader stands as before it was asked.
 */
function mayGoOnAnew({ context }: Scope, { answer }: { answer: StepResult }): boolean {
  if (answer.ok || answer.failure.kind !== 'rewrite-failed' || !isStaged({ context })) return false;
  if (!answer.failure.deleted) return false;
  return context.begunAnew < MOST_BEGUN_ANEW || isClearlyFewer(answer.failure.total, context.fewest);
}

/**
 * `rotate-keys` was given up half-way. On a single control plane the leader alone decides what is readable, and has both keys: nothing
 * speaks against moving the rest. With followers, which have the old key alone, that would hide more Secrets from them.
 */
function mayRepair({ context }: Scope, { answer }: { answer: StepResult }): boolean {
  if (answer.ok || answer.failure.kind !== 'rewrite-failed') return false;
  return context.course.strategy === 'rotate-keys' && context.course.controlPlanes === 'single';
}

/** Assigner: the failure that stopped the rewrite, and whether every Secret is under the new key all the same. */
export function repairedFailure({ context: { failure } }: Scope, { answer }: { answer: StepResult }): Ending {
  if (failure?.kind !== 'rewrite-failed') return { failure };
  return { failure: { ...failure, repaired: answer.ok ? 'all' : 'not-all' } };
}

/** Before the engine is asked anew. The leader has both keys, and writes with the new one. */
export function clearanceBeforeRewrite({ context }: Scope): ClearanceInput {
  return { moment: 'before-rewrite', through: findLeader(context.course)?.name ?? null };
}

/** Assigner: one more time. */
export function begunOnceMore(
  { context: { begunAnew, fewest } }: Scope,
  { answer }: { answer: StepResult },
): Pick<RotationContext, 'begunAnew' | 'fewest'> {
  const total = totalOf(answer);
  if (total === null || !isClearlyFewer(total, fewest)) return { begunAnew: begunAnew + 1, fewest };
  return { begunAnew: 1, fewest: total };
}

/** How many Secrets the engine had to rewrite when it gave up. */
function totalOf(answer: StepResult): number | null {
  return answer.ok || answer.failure.kind !== 'rewrite-failed' ? null : answer.failure.total;
}

/** There are clearly fewer than there ever were, or this is the first time that they are counted. */
function isClearlyFewer(total: number | null, fewest: number | null): boolean {
  return total !== null && (fewest === null || total < fewest * CLEARLY_FEWER);
}

/** The leader alone, proved like the first server of the roll; its apiserver was never the matter. A course without a leader is a bug. */
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

/** Which rewrite is waited for. */
export function rewriteInput({ context }: Scope): { rewrite: Rewrite } {
  return { rewrite: context.rewrite };
}

/** On a single control plane the leader itself still has both keys. */
export function clearanceBeforeDrop({ context }: Scope): ClearanceInput {
  return { moment: 'before-drop', through: findLeader(context.course)?.name ?? null };
}

/** Every server has the new key alone: nobody can repair, and writes stay refused. */
export function clearanceBeforeThaw(): ClearanceInput {
  return { moment: 'before-thaw', through: null };
}

/** Where the rewrite is over Secrets may be deleted. */
export function refreezeInput({ context }: Scope): { again: true; deletes: boolean } {
  return { again: true, deletes: context.entry.at !== 'reencrypt_finished' };
}

/** The last follower goes last: it is the surest holder of both keys. */
export function clearanceBeforeRoll({ context }: Scope): ClearanceInput {
  return { moment: 'before-roll', through: followersOf(context.course).at(-1)?.name ?? null };
}

/** What decides between the transitions of the chart, by the names that it uses. */
export const GUARDS = {
  entersAt,
  entersFrozen,
  freezesWrites,
  isFollowed,
  isForeignEntry,
  isStaged,
  keepsOld,
  mayGoOnAnew,
  mayRepair,
  takesSnapshot,
};
