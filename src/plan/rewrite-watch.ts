import type { ProgressSource, RewriteProgress } from '../model/rewrite-progress.ts';

/** By which the engine tells its progress (engine.md, "Timing"). */
const TOLD_EVERY = 50;
/** A journal that has told nothing new for so long is not waited for: the Secrets are counted. */
const QUIET_MS = 15_000;
/** A count reads every Secret. */
const COUNT_PAUSE_MS = 10_000;

/** What was seen of a rewrite so far; all times are of one clock, ms. */
export interface RewriteWatch {
  readonly startedAt: number;
  /** Secrets in etcd when it began. */
  readonly total: number;
  readonly journal: RewriteProgress;
  /** When the journal last told something new. */
  readonly heardAt: number;
  /** When it was last seen to move on, by journal or count; `undefined`: not yet. */
  readonly movedAt: number | undefined;
  readonly count: KeyCount | undefined;
  /** The last count that was tried, whether it came to an end or not. */
  readonly tried: { readonly endedAt: number; readonly tookMs: number } | undefined;
  /** Secrets that were not under the new key at the first count of the present silence. */
  readonly leftBefore: number | undefined;
  /** By what its progress is known; `undefined`: by nothing yet. */
  readonly source: ProgressSource | undefined;
}

/** The Secrets in etcd, by whether they are rewritten. */
interface KeyCount {
  /** Not under the new key. */
  readonly left: number;
  readonly total: number;
}

/** A count that was tried. */
export interface TriedCount {
  readonly beganAt: number;
  readonly endedAt: number;
  /** `undefined`: it failed. */
  readonly found: KeyCount | undefined;
}

/** Nothing seen yet. `total`: Secrets in etcd. */
export function beginWatch(startedAt: number, total: number): RewriteWatch {
  return {
    startedAt,
    total,
    journal: { kind: 'none' },
    heardAt: startedAt,
    movedAt: undefined,
    count: undefined,
    tried: undefined,
    leftBefore: undefined,
    source: undefined,
  };
}

/** After a look into the journal. A journal that tells nothing, or the same as before, changes nothing. */
export function afterJournal(watch: RewriteWatch, journal: RewriteProgress, now: number): RewriteWatch {
  if (journal.kind === 'none' || isSame(journal, watch.journal)) return watch;
  const moved = toldBy(journal) > toldBy(watch.journal);
  return {
    ...watch,
    journal,
    heardAt: now,
    leftBefore: undefined,
    ...(moved ? { movedAt: now, source: 'journal' as const } : {}),
  };
}

/**
 * After a count. Only Secrets that leave the old key show that it moves on: new ones are written under the new key all the time. Now and then
 * somebody deletes or changes an old one, so a few are no sign. Where the journal should have told of it meanwhile and has not, it is silent.
 */
export function afterCount(before: RewriteWatch, { beganAt, endedAt, found }: TriedCount): RewriteWatch {
  const watch = { ...before, tried: { endedAt, tookMs: endedAt - beganAt } };
  if (found === undefined) return watch;
  const { leftBefore } = watch;
  const lastLeft = watch.count?.left;
  if (leftBefore === undefined || lastLeft === undefined) return { ...watch, count: found, leftBefore: found.left };
  const fallen = leftBefore - found.left;
  const isDone = found.left === 0 && lastLeft > 0;
  const moved = isDone || Math.floor(fallen / TOLD_EVERY) > Math.floor((leftBefore - lastLeft) / TOLD_EVERY);
  const isSilent = isDone || fallen >= 2 * TOLD_EVERY;
  if (!moved) return { ...watch, count: found };
  return { ...watch, count: found, movedAt: beganAt, source: isSilent ? 'datastore' : watch.source };
}

/** Whether the Secrets should be counted: the journal tells nothing new, and the last count is long enough ago for what it cost. */
export function isCountDue({ heardAt, tried }: RewriteWatch, now: number): boolean {
  if (now - heardAt < QUIET_MS) return false;
  return tried === undefined || now - tried.endedAt >= Math.max(COUNT_PAUSE_MS, tried.tookMs);
}

/** How many Secrets are rewritten, as far as that is known, and of how many. */
export function rewrittenOf(watch: RewriteWatch): { readonly rewritten: number | undefined; readonly total: number } {
  const { count, journal, source } = watch;
  if (source === 'datastore' && count !== undefined) return { rewritten: count.total - count.left, total: count.total };
  const rewritten = 'rewritten' in journal ? journal.rewritten : undefined;
  // Secrets that were made since it began are rewritten too.
  return { rewritten, total: Math.max(watch.total, rewritten ?? 0) };
}

function toldBy(journal: RewriteProgress): number {
  return 'rewritten' in journal ? (journal.rewritten ?? 0) : 0;
}

function isSame(one: RewriteProgress, other: RewriteProgress): boolean {
  return one.kind === other.kind && toldBy(one) === toldBy(other);
}
