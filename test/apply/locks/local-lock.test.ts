import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, it, onTestFinished, vi } from 'vitest';

import { isLockHeld, takeLocalLock } from '../../../src/apply/locks/local-lock.ts';
import { ownIdentity } from '../../../src/apply/locks/process-identity.ts';

const NOW = Date.parse('2026-11-24T02:00:00Z');
const IS_MACHINE_ITSELF =
  existsSync('/etc/machine-id') &&
  existsSync('/proc/self/ns/pid') &&
  readlinkSync('/proc/self/ns/pid') === 'pid:[4026531836]';

function lockFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-lock-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'prod.lock');
}

/** The lock of another process. */
function lockOf(holder: Partial<ReturnType<typeof ownIdentity>>): string {
  const file = lockFile();
  const since = '2026-11-24T01:00:00Z';
  writeFileSync(file, JSON.stringify({ ...ownIdentity(), operator: 'me@here', since, ...holder }));
  return file;
}

/** A process that has ended and whose parent, which is alive, never asks how: a zombie. */
async function zombie(): Promise<{ readonly pid: number; readonly stat: string }> {
  const script = 'cat <&3 & echo $!; exec sleep 600';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [said]: unknown[] = await once(parent.stdout ?? parent, 'data');
  const pid = Number(String(said));
  // The shell would ask how its child ended; `sleep` does not.
  await vi.waitFor(() => readSure(`/proc/${parent.pid}/stat`, '(sleep)'), { timeout: 150_000 });
  parent.stdio[3]?.destroy();
  return { pid, stat: await vi.waitFor(() => readSure(`/proc/${pid}/stat`, ') Z '), { timeout: 150_000 }) };
}

/** Throws while the text is not in the file. */
function readSure(file: string, wanted: string): string {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(wanted)) throw new Error(text);
  return text;
}

/** A pid that nobody has: a process that has just ended. */
function endedPid(): number {
  return spawnSync('true').pid;
}

describe('the lock of this machine', () => {
  it('given none, when it is taken, then it tells who has it, and releasing it leaves nothing', ({ expect }) => {
    const file = lockFile();
    const lock = takeLocalLock(file, 'me@here', NOW);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, operator: 'me@here' });
    expect(readdirSync(dirname(file))).toEqual(['prod.lock']);
    if (lock.ok) lock.value.release();
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('given one that is held by a process that is alive, when it is asked for, then it is held, and the holder is named', ({
    expect,
  }) => {
    const file = lockOf({});
    const taken = takeLocalLock(file, 'you@here', NOW);
    expect(taken).toMatchObject({ ok: false, failure: { kind: 'lock-held', since: '2026-11-24T01:00:00Z' } });
    expect(taken).not.toHaveProperty('failure.removableFile');
  });

  it.for([
    ['has ended', () => ({ pid: endedPid() })],
    ['has ended, its pid being another process by now', () => ({ startTicks: '1' })],
  ] as const)('given one whose process %s, when it is asked for, then it is taken over', ([, holder], { expect }) => {
    const file = lockOf(holder());
    expect(takeLocalLock(file, 'you@here', NOW).ok).toBe(true);
    expect(readdirSync(dirname(file))).toEqual(['prod.lock']);
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'given one whose process is a zombie, when it is asked for, then it is taken over: nobody works there any more',
    async ({ expect }) => {
      const { pid, stat } = await zombie();
      const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
      const file = lockOf({ pid, startTicks });
      expect(() => process.kill(pid, 0)).not.toThrow();
      expect(isLockHeld(file)).toBe(false);
      expect(takeLocalLock(file, 'you@here', NOW).ok).toBe(true);
    },
  );

  it.runIf(IS_MACHINE_ITSELF)(
    'given one from before the last boot of this machine, when it is asked for, then it is taken over',
    ({ expect }) => {
      expect(takeLocalLock(lockOf({ bootId: 'an earlier one' }), 'you@here', NOW).ok).toBe(true);
    },
  );

  it.for([
    ['of another machine', { hostname: 'elsewhere' }],
    ['of another machine of the same name', { machineId: 'another' }],
    ['of another container', { pidNamespace: 'pid:[1]' }],
  ] as const)(
    'given one %s, when it is asked for, then its pid counts for nothing: it is held, and a person is told what to remove',
    ([, holder], { expect }) => {
      const file = lockOf({ pid: endedPid(), ...holder });
      expect(takeLocalLock(file, 'you@here', NOW)).toMatchObject({
        ok: false,
        failure: { kind: 'lock-held', removableFile: file },
      });
      expect(existsSync(file)).toBe(true);
    },
  );

  it.for(['', '{"pid":', 'not ours'])(
    'given a file with %j in it, when it is asked for, then it is held and stays: somebody may be writing it',
    (text, { expect }) => {
      const file = lockFile();
      writeFileSync(file, text);
      expect(takeLocalLock(file, 'you@here', NOW)).toMatchObject({
        ok: false,
        failure: { kind: 'lock-held', removableFile: file },
      });
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('given a place that cannot be written, when it is asked for, then the lock is named, not the journal', ({
    expect,
  }) => {
    const file = join(lockFile(), 'below-a-file', 'prod.lock');
    writeFileSync(dirname(dirname(file)), '');
    expect(takeLocalLock(file, 'me@here', NOW)).toMatchObject({
      ok: false,
      failure: { kind: 'lock-unwritable', file, reason: 'ENOTDIR' },
    });
  });

  it('given another process that has it by now, as after three of them cleared one stale lock away, is lost, and says to whom', ({
    expect,
  }) => {
    const file = lockFile();
    const lock = takeLocalLock(file, 'me@here', NOW);
    if (!lock.ok) throw new Error(lock.failure.kind);
    expect(lock.value.lost()).toBeUndefined();

    const third = { ...ownIdentity(), pid: process.ppid, operator: 'third@here', since: '2026-11-24T02:00:01Z' };
    writeFileSync(file, JSON.stringify(third));
    expect(lock.value.lost()).toMatchObject({
      kind: 'lock-lost',
      holder: expect.stringContaining(`third@here (pid ${String(process.ppid)} on `),
    });
    lock.value.release();
    expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(third));

    rmSync(file);
    expect(lock.value.lost()).toMatchObject({ kind: 'lock-lost', holder: 'unknown' });
  });

  it('when it is only looked at, is held while its process is certainly alive, and stays as it is', ({ expect }) => {
    const [held, gone] = [lockOf({}), lockOf({ pid: endedPid() })];
    expect([held, gone, lockFile()].map(isLockHeld)).toEqual([true, false, false]);
    expect(existsSync(held) && existsSync(gone)).toBe(true);
  });
});
