import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

import * as z from 'zod';

import { failed, success, type Result } from '../model/result.ts';

const holderSchema = z.strictObject({
  pid: z.int(),
  /** Start of the process in clock ticks since boot, so that a recycled pid is not taken for the holder. */
  startTicks: z.string(),
  operator: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/** A held lock. */
export interface LocalLock {
  release(): void;
}

/**
 * Takes the machine's own lock for a cluster. A lock whose process is gone is taken over.
 * Fails with `lock-held`, or `journal-unwritable` when the state directory cannot be written.
 */
export function takeLocalLock(file: string, operator: string, nowMs: number): Result<LocalLock> {
  const mine: Holder = {
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
    operator,
    since: new Date(nowMs).toISOString(),
  };
  const text = JSON.stringify(mine);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
      return success({ release: () => releaseIfMine(file, text) });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) {
        return failed({
          kind: 'journal-unwritable',
          file,
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    }
    const found = readText(file);
    const holder = found === undefined ? undefined : parseHolder(found);
    if (holder !== undefined && isAlive(holder)) return failed(heldBy(holder, file));
    if (found !== undefined) moveAside(file, found);
  }
  return failed({ kind: 'lock-held', holder: 'unknown', since: 'unknown', where: file, expiresAt: undefined });
}

function heldBy(holder: Holder, file: string) {
  return {
    kind: 'lock-held' as const,
    holder: `${holder.operator} (pid ${holder.pid})`,
    since: holder.since,
    where: `${hostname()}:${file}`,
    expiresAt: undefined,
  };
}

/** Renames a stale lock away; puts it back when somebody else replaced it in between. */
function moveAside(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== stale) linkSync(aside, file);
  } catch {
    // Somebody was faster: the next attempt sees their lock.
  }
  rmSync(aside, { force: true });
}

function releaseIfMine(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  const ticks = startTicksOf(holder.pid);
  return ticks === '' || holder.startTicks === '' || ticks === holder.startTicks;
}

/** Field 22 of /proc/PID/stat; empty where there is no /proc. */
function startTicksOf(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
