import type { ProgressSource, RewriteProgress } from '../model/encryption.ts';

/** The engine reports progress once per this number of Secrets (engine.md, "Timing"). */
const TOLD_EVERY = 50;
/** After this time without news in the journal, the Secrets are counted. */
const QUIET_MS = 15_000;
/** Pause between counts, because a count reads every Secret. */
const COUNT_PAUSE_MS = 10_000;

/** The observations of a rewrite. All times are ms of one clock. */
export interface RewriteWatch {
  readonly startedAt: number;
  /** Secrets in etcd at the start of the rewrite. */
  readonly total: number;
  readonly journal: RewriteProgress;
  /** Time of the journal's last news. */
  readonly heardAt: number;
  /** Time of the last progress in journal or count, or `undefined` before any progress. */
  readonly movedAt: number | undefined;
  readonly count: KeyCount | undefined;
  /** The last attempted count, successful or not. */
  readonly tried: { readonly endedAt: number; readonly tookMs: number } | undefined;
  /** Secrets not under the new key at the first count of the present silence. */
  readonly leftBefore: number | undefined;
  /** The source of the known progress, or `undefined` without a source. */
  readonly source: ProgressSource | undefined;
}

/** The Secrets in etcd, divided into rewritten and remaining Secrets. */
interface KeyCount {
  /** Not under the new key. */
  readonly left: number;
  readonly total: number;
}

/** An attempted count. */
export interface TriedCount {
  readonly beganAt: number;
  readonly endedAt: number;
  /** The result, or `undefined` after a failed count. */
  readonly found: KeyCount | undefined;
}

/** A watch without observations. `total` counts the Secrets in etcd. */
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

/** The watch after a look into the journal. An empty or unchanged journal changes nothing. */
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
 * The watch after a count. Only Secrets that leave the old key show progress, because new Secrets are always written under the new key. Users
 * sometimes delete or change an old Secret, so a few changes prove no progress. If the journal should have reported the progress and has not,
 * the journal counts as silent.
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

/** Whether a count is due. The journal brings no news, and the pause since the last count is long enough for the count's cost. */
export function isCountDue({ heardAt, tried }: RewriteWatch, now: number): boolean {
  if (now - heardAt < QUIET_MS) return false;
  return tried === undefined || now - tried.endedAt >= Math.max(COUNT_PAUSE_MS, tried.tookMs);
}

/** Known number of rewritten Secrets, and the total. */
export function rewrittenOf(watch: RewriteWatch): { readonly rewritten: number | undefined; readonly total: number } {
  const { count, journal, source } = watch;
  if (source === 'datastore' && count !== undefined) return { rewritten: count.total - count.left, total: count.total };
  const rewritten = 'rewritten' in journal ? journal.rewritten : undefined;
  // Secrets created during the rewrite are rewritten too.
  return { rewritten, total: Math.max(watch.total, rewritten ?? 0) };
}

function toldBy(journal: RewriteProgress): number {
  return 'rewritten' in journal ? (journal.rewritten ?? 0) : 0;
}

function isSame(one: RewriteProgress, other: RewriteProgress): boolean {
  return one.kind === other.kind && toldBy(one) === toldBy(other);
}
