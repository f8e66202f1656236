import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { codeOf } from '../../model/error-words.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { startProcess } from '../start-process.ts';

/** A process of ssh that holds a connection, and listens for those that run lines on it. */
export interface Master {
  /** ssh's last words once it has ended. */
  readonly ended: Promise<string>;
  /** Ends ssh without further ado. */
  kill(): void;
}

/**
 * ssh ends with the process that started it, even one that is killed, because the shell kills ssh when its own input
 * ends. Both have a process group of their own, so that Ctrl-C at the terminal does not reach them.
 */
const BOUND_TO_INPUT = `exec 3<&0
"$@" </dev/null &
ssh=$!
{ cat <&3 >/dev/null; kill "$ssh"; } 2>/dev/null &
watch=$!
wait "$ssh"
status=$?
kill "$watch" 2>/dev/null
exit "$status"`;

const POLL_MS = 20;
const KEPT_CHARACTERS = 64 * 1024;

/** Why there is no master, by ssh's own stderr, or by a reason of keyturn's. */
export type NoMaster = { readonly stderr: string } | { readonly reason: string };

/** Starts a master, and waits until it has signed in. After a failure nothing of it runs. */
export async function openMaster(
  words: readonly string[],
  { socket, timeoutMs, signal }: { readonly socket: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Result<Master, NoMaster>> {
  const started = startProcess(() =>
    spawn('/bin/sh', ['-c', BOUND_TO_INPUT, 'sh', ...words], { stdio: ['pipe', 'ignore', 'pipe'], detached: true }),
  );
  if (!started.ok) return failed({ reason: cannotStart(started.failure) });
  const process = follow(started.value);
  const until = Date.now() + timeoutMs;
  while (!existsSync(socket)) {
    const ended = await Promise.race([process.ended, pause(POLL_MS)]);
    if (ended !== undefined) return failed({ stderr: process.stderr() });
    const given = signal.aborted
      ? 'the connections are closed'
      : Date.now() > until
        ? `no SSH session after ${timeoutMs} ms`
        : undefined;
    if (given === undefined) continue;
    process.kill();
    return failed({ reason: given });
  }
  return success(process);
}

function cannotStart(code: string): string {
  return `ssh cannot be started: ${code}`;
}

interface Followed extends Master {
  stderr(): string;
}

function follow(child: ChildProcessByStdio<Writable, null, Readable>): Followed {
  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT_CHARACTERS)));
  child.stdin.on('error', () => {});
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(cannotStart(codeOf(error))));
  child.once('exit', () => child.stdin.destroy());
  // The watching shell may hold stderr open for a moment longer.
  child.once('exit', () => setImmediate(() => resolve(stderr)));
  return {
    ended: promise,
    stderr: () => stderr,
    kill: () => child.stdin.destroy(),
  };
}
