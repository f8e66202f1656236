import type { StepContext } from '../model/clock.ts';
import type { Failure } from '../model/failure.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { SECRETS, type Exceeded } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { httpError } from './http-error.ts';
import { SECRETS_RANGE } from './key-prefix.ts';
import { MOST_ENTRIES, type RangeEntry, type RangePage } from './range-page.ts';
import { readRange } from './range.ts';
import type { DatastoreTarget } from './target.ts';
import { readEtcdSize } from './etcd.ts';
import { readKineSize } from './kine.ts';

/** The parts wanted of each Secret, and the functions that receive the entries. */
export interface Walk {
  readonly keysOnly: boolean;
  /** Called before the first entry, and again at every restart of the walk. */
  readonly onStart: () => void;
  /** Ends the walk with `answer-out-of-bounds` where an entry exceeds a bound of the receiver. */
  readonly onEntry: (entry: RangeEntry) => Exceeded | undefined;
}

/** A walk starts again if its revision is compacted away during the walk. The apiserver compacts every five minutes. */
const MOST_STARTS = 3;
/** Small, because the size of the Secrets is not known yet. */
const FIRST_PAGE = 50;
/** The filter on the host holds a whole page in memory. */
const MOST_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Reads all Secrets at one revision of the datastore, and returns the revision. Fails with `http-error` when the
 * datastore does not answer, or when the number of entries differs from the announced count, because a skipped Secret
 * would be lost. Fails with `answer-out-of-bounds` when a page goes back in the order of keys, or when the pages have more
 * entries than the first page announced, so that no datastore keeps keyturn reading for ever.
 */
export async function walkSecrets(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
  walk: Walk,
): Promise<Answer<string>> {
  const databaseBytes = walk.keysOnly ? success(0) : await readDatabaseSize(context, runner, target);
  if (!databaseBytes.ok) return databaseBytes;
  let walked = await walkOnce(context, runner, { target, walk, databaseBytes: databaseBytes.value });
  for (let start = 1; start < MOST_STARTS && !walked.ok && isCompacted(walked.failure); start += 1) {
    walked = await walkOnce(context, runner, { target, walk, databaseBytes: databaseBytes.value });
  }
  return walked;
}

async function walkOnce(
  context: StepContext,
  runner: Runner,
  input: { readonly target: DatastoreTarget; readonly walk: Walk; readonly databaseBytes: number },
): Promise<Answer<string>> {
  const { target, walk, databaseBytes } = input;
  const { keysOnly } = walk;
  walk.onStart();
  const first = await readRange(context, runner, target, {
    ...SECRETS_RANGE,
    limit: keysOnly ? MOST_ENTRIES : FIRST_PAGE,
    revision: undefined,
    keysOnly,
  });
  if (!first.ok) return first;
  // Every header has the newest revision. All later pages are read at the first page's revision.
  const { revision, count: expected } = first.value;
  const limit = keysOnly ? MOST_ENTRIES : pageLimit(databaseBytes, expected);
  // All pages are of one revision, so Secrets that are created meanwhile are in none of them.
  const most = Math.min(expected, SECRETS);
  let page = first.value;
  let seen = 0;
  let from: string = SECRETS_RANGE.from;
  for (;;) {
    seen += page.entries.length;
    const exceeded = exceededBy(page, { target, from, seen, most }) ?? firstExceeded(page.entries, walk.onEntry);
    if (exceeded !== undefined) return rangeOutOfBounds(runner, target, exceeded);
    const last = page.entries.at(-1);
    if (!page.more || last === undefined) break;
    from = `${Buffer.from(last.key, 'base64').toString()}\0`;
    const next = await readRange(context, runner, target, { ...SECRETS_RANGE, from, limit, revision, keysOnly });
    if (!next.ok) return next;
    page = next.value;
  }
  if (seen === expected) return success(revision);
  const message = `counted=${seen} expected=${expected}`;
  return httpError(runner, `${target.kind} range`, { status: 0, message });
}

/**
 * Number of entries whose values together stay below the limit, assuming that the whole database is Secrets. base64
 * turns three bytes into four.
 */
export function pageLimit(databaseBytes: number, secrets: number): number {
  const each = (databaseBytes * 4) / 3 / Math.max(secrets, 1);
  return Math.min(MOST_ENTRIES, Math.max(FIRST_PAGE, Math.floor(MOST_PAGE_BYTES / Math.max(each, 1))));
}

/**
 * The bound that a page exceeds. etcd's keys must be in order, not before `from`, and within the range of Secrets. The
 * order behind kine is that of a database's collation, which an old PostgreSQL table takes from its language, so only
 * the number of entries ends a walk there.
 */
function exceededBy(
  { entries }: RangePage,
  walked: { readonly target: DatastoreTarget; readonly from: string; readonly seen: number; readonly most: number },
): Exceeded | undefined {
  const { target, from, seen, most } = walked;
  if (seen > most) return { bound: 'entries', limit: most };
  if (target.kind === 'kine') return undefined;
  let least = Buffer.from(from);
  for (const { key } of entries) {
    const bytes = Buffer.from(key, 'base64');
    if (Buffer.compare(bytes, least) < 0) return { bound: 'key-order', limit: most };
    // The next key after this one is at least one byte longer.
    least = Buffer.concat([bytes, Buffer.alloc(1)]);
  }
  const isBeyond = Buffer.compare(least, Buffer.from(SECRETS_RANGE.to)) >= 0;
  return isBeyond ? { bound: 'key-order', limit: most } : undefined;
}

function firstExceeded(entries: RangePage['entries'], take: Walk['onEntry']): Exceeded | undefined {
  for (const entry of entries) {
    const exceeded = take(entry);
    if (exceeded !== undefined) return exceeded;
  }
  return undefined;
}

function rangeOutOfBounds(runner: Runner, target: DatastoreTarget, exceeded: Exceeded): Answer<never> {
  return failed({
    kind: 'answer-out-of-bounds',
    server: runner.server,
    command: `${target.kind} range`,
    ...exceeded,
  });
}

function isCompacted(failure: Failure): boolean {
  return failure.kind === 'http-error' && failure.message.includes('compacted');
}

/** Current size of the datastore in bytes, more than all Secrets together. */
function readDatabaseSize(context: StepContext, runner: Runner, target: DatastoreTarget): Promise<Answer<number>> {
  return target.kind === 'kine' ? readKineSize(context, runner, target) : readEtcdSize(context, runner, target);
}
