import type { StepContext } from '../model/clock.ts';
import type { Failure } from '../model/failure.ts';
import { success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { readDatabaseSize } from './database-size.ts';
import { httpError } from './http-error.ts';
import { SECRETS_RANGE } from './key-prefix.ts';
import { MOST_ENTRIES, type RangeEntry } from './range-page.ts';
import { readRange } from './range.ts';
import type { DatastoreTarget } from './target.ts';

/** What is wanted of each Secret, and who takes it. */
export interface Walk {
  readonly keysOnly: boolean;
  /** Called before the first entry, and again when everything begins anew. */
  readonly onStart: () => void;
  readonly onEntry: (entry: RangeEntry) => void;
}

/** A walk begins anew when its revision is compacted away meanwhile; the apiserver does so every five minutes. */
const MOST_STARTS = 3;
/** Small, because the size of the Secrets is not known yet. */
const FIRST_PAGE = 50;
/** The filter on the host holds a whole page in memory. */
const MOST_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Goes through all Secrets at one revision of the datastore, which is the answer. Fails with `http-error` when it does not answer, and when
 * the number of entries is not the one it told: a Secret that was passed over would be lost.
 */
export async function walkSecrets(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
  walk: Walk,
): Promise<Result<string>> {
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
): Promise<Result<string>> {
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
  // The newest revision is in every header: the first page's is the one that all others are read at.
  const { revision, count: expected } = first.value;
  const limit = keysOnly ? MOST_ENTRIES : pageLimit(databaseBytes, expected);
  let page = first.value;
  let seen = 0;
  for (;;) {
    page.entries.forEach(walk.onEntry);
    seen += page.entries.length;
    const last = page.entries.at(-1);
    if (!page.more || last === undefined) break;
    const from = `${Buffer.from(last.key, 'base64').toString()}\0`;
    const next = await readRange(context, runner, target, { ...SECRETS_RANGE, from, limit, revision, keysOnly });
    if (!next.ok) return next;
    page = next.value;
  }
  if (seen === expected) return success(revision);
  const message = `counted=${seen} expected=${expected}`;
  return httpError(runner, `${target.kind} range`, { status: 0, message });
}

/** Entries whose values together stay below the limit, were all of the database Secrets; base64 makes three bytes four. */
export function pageLimit(databaseBytes: number, secrets: number): number {
  const each = (databaseBytes * 4) / 3 / Math.max(secrets, 1);
  return Math.min(MOST_ENTRIES, Math.max(FIRST_PAGE, Math.floor(MOST_PAGE_BYTES / Math.max(each, 1))));
}

function isCompacted(failure: Failure): boolean {
  return failure.kind === 'http-error' && failure.message.includes('compacted');
}
