import { spawn } from 'node:child_process';
import { homedir, userInfo } from 'node:os';

import { codeOf } from '../../model/error-words.ts';
import { startDeadlines } from '../command-deadlines.ts';
import type { CommandEnding } from '../command-result.ts';
import type { ExecOutcome, ExecRequest } from '../exec-channel.ts';
import { createOutputCapture } from '../output-capture.ts';
import { startProcess } from '../start-process.ts';

/** What a login over SSH would have, instead of what keyturn happened to be started with. */
function loginEnvironment(): NodeJS.ProcessEnv {
  const { username, shell } = userInfo();
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: homedir(),
    USER: username,
    LOGNAME: username,
    SHELL: shell ?? '/bin/sh',
  };
}

type NotSent = Extract<ExecOutcome, { readonly kind: 'not-sent' }>;
type Ended = CommandEnding | NotSent;

/**
 * Runs one line on this machine, in a session of its own, so that Ctrl-C at the terminal and its end do not reach the
 * line. Giving up stops the waiting, and the process continues, as over SSH.
 */
export async function execHere(request: ExecRequest): Promise<ExecOutcome> {
  const { signal, redactor, line } = request;
  if (signal.aborted) return { kind: 'not-sent', full: false, reason: 'cancelled' };
  const stdout = createOutputCapture(request.maxStdoutBytes, redactor);
  const stderr = createOutputCapture(request.maxStderrBytes, redactor);
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const started = startProcess(() =>
    spawn('/bin/sh', ['-c', line], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      cwd: '/',
      env: loginEnvironment(),
    }),
  );
  if (!started.ok) return notStarted(started.failure);
  const child = started.value;
  const deadlines = startDeadlines(request, resolve);
  const heard = (): void => deadlines.heard();
  const cancel = (): void => resolve({ kind: 'cancelled' });
  signal.addEventListener('abort', cancel, { once: true });
  child.once('spawn', () => deadlines.accepted());
  child.stdout.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  child.stdout.once('data', heard);
  child.stderr.once('data', heard);
  child.once('error', (error) => resolve(notStarted(codeOf(error))));
  child.once('close', (code, killer) => resolve(endingOf(code, killer)));
  // Failing to write to a command that does not read is not the command's failure.
  child.stdin.on('error', () => {});
  child.stdin.end(request.stdin);

  const ending = await promise;
  deadlines.stop();
  signal.removeEventListener('abort', cancel);
  if (ending.kind === 'not-sent') return ending;
  if (ending.kind === 'cancelled' || ending.kind === 'timed-out') {
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    child.unref();
  }
  return { kind: 'sent', ending, stdout: stdout.end(), stderr: stderr.end(), answered: true };
}

function notStarted(code: string): NotSent {
  return { kind: 'not-sent', full: false, reason: `/bin/sh: ${code}` };
}

function endingOf(code: number | null, killer: NodeJS.Signals | null): CommandEnding {
  return code === null ? { kind: 'signalled', signal: killer ?? 'unknown' } : { kind: 'exited', exitCode: code };
}
