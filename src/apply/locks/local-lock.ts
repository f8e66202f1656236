import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

import * as z from 'zod';

import { untrusted } from '../journal/trusted-entry.ts';
import { placeWhole } from '../journal/whole-file.ts';
import { codeOf } from '../../model/error-words.ts';
import type { RunFailure } from '../../model/failures/run.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { lifeOf, ownIdentity, processIdentity } from './process-identity.ts';

const holderSchema = z.strictObject({ ...processIdentity.shape, operator: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** A lock is in `locks` below the state directory. */
const LEVELS = 2;

export interface LocalLock {
  /**
   * Why the lock is no longer ours, or `undefined` while the lock is ours. Two processes that clear the same stale
   * lock away can also remove the lock of a third process. The third process finds out here, before its next act.
   */
  lost(): RunFailure | undefined;
  release(): void;
}

/**
 * Takes the machine's own lock for a cluster. A lock of a process that is certainly gone is taken over. A lock whose
 * process cannot be judged from here is held until the operator removes the file. The cause may be a directory shared
 * with another machine or container, or an unreadable file. Fails with `lock-held`, with `lock-unwritable` when the
 * state directory cannot be written, or with `state-untrusted`.
 */
export function takeLocalLock(file: string, operator: string, nowMs: number): Result<LocalLock> {
  const mine: Holder = { ...ownIdentity(), operator, since: new Date(nowMs).toISOString() };
  const text = JSON.stringify(mine);
  const stranger = untrusted(file, LEVELS);
  if (stranger !== undefined) return stranger;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      // A partial lock could be mistaken for the lock of a process that is gone.
      placeWhole(file, text, linkSync);
      return success({ lost: () => lostTo(file, text), release: () => releaseIfMine(file, text) });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) return failed({ kind: 'lock-unwritable', file, reason: codeOf(error) });
    }
    const found = readText(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder === undefined || lifeOf(holder) !== 'gone') return failed(heldBy(holder, file));
    moveAside(file, found);
  }
  return failed(heldBy(undefined, file));
}

/** Whether a process that is certainly alive holds the lock now. Changes nothing. */
export function isLockHeld(file: string): boolean {
  return lookAtLocalLock(file) !== undefined;
}

/** The process that is certainly alive and holds the lock, as the failure that a run would get. Changes nothing. */
export function lookAtLocalLock(file: string): RunFailure | undefined {
  const found = readText(file);
  const holder = found === undefined ? undefined : parseHolder(found);
  return holder !== undefined && lifeOf(holder) === 'alive' ? heldBy(holder, file) : undefined;
}

function heldBy(holder: Holder | undefined, file: string): RunFailure {
  const held = { kind: 'lock-held' as const, where: `${hostname()}:${file}`, expiresAt: undefined };
  if (holder === undefined) return { ...held, holder: 'unknown', since: 'unknown', removableFile: file };
  return {
    ...held,
    holder: `${holder.operator} (pid ${holder.pid} on ${holder.hostname})`,
    since: holder.since,
    ...(lifeOf(holder) === 'unknown' ? { removableFile: file } : {}),
  };
}

function lostTo(file: string, mine: string): RunFailure | undefined {
  const found = readText(file);
  if (found === mine) return undefined;
  const other = found === undefined ? undefined : parseHolder(found);
  const holder = other === undefined ? 'unknown' : `${other.operator} (pid ${other.pid} on ${other.hostname})`;
  return { kind: 'lock-lost', holder, where: `${hostname()}:${file}` };
}

/** Renames a stale lock away, and puts the file back when another process replaced the lock in between. */
function moveAside(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}.stale`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== stale) linkSync(aside, file);
  } catch {
    // Another process was faster, and the next attempt sees its lock.
  }
  rmSync(aside, { force: true });
}

function releaseIfMine(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // An existing file that cannot be read counts as a lock.
    return isCode(error, 'ENOENT') ? undefined : '';
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
