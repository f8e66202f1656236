import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

import { codeOf } from '../../model/error-words.ts';
import { unreachable } from '../../model/unreachable.ts';
import { startDeadlines } from '../command-deadlines.ts';
import type { CommandEnding } from '../command-result.ts';
import type { ExecOutcome, ExecRequest } from '../exec-channel.ts';
import { createOutputCapture } from '../output-capture.ts';
import { startProcess } from '../start-process.ts';
import { execWords } from './arguments.ts';
import { hasOpened, status255Of } from './words-of-ssh.ts';

/** How often the log is looked at until the server has accepted the line, ms. */
const LOOK_MS = 25;

/** What ssh ends with for reasons of its own. */
const SSH_FAILED = 255;

type NotSent = Extract<ExecOutcome, { readonly kind: 'not-sent' }>;
type Ended = CommandEnding | NotSent;

/**
 * Runs one line through a master, with a process of ssh. The exit status is that of the line only where ssh says so,
 * and everything else is a lost connection, after which the line may have run or not. A line that a signal ended on the
 * server is such a case, because ssh (9.2) does not pass signals on.
 */
export async function execThroughMaster(
  { socket, log }: { readonly socket: string; readonly log: string },
  request: ExecRequest,
): Promise<ExecOutcome> {
  const { signal, redactor, line } = request;
  if (signal.aborted) return { kind: 'not-sent', full: false, reason: 'cancelled' };
  const stdout = createOutputCapture(request.maxStdoutBytes, redactor);
  const stderr = createOutputCapture(request.maxStderrBytes, redactor);
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const [program = '', ...words] = execWords(socket, log, line);
  const started = startProcess(() => spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true }));
  if (!started.ok) return notStarted(started.failure);
  const child = started.value;

  let isOpen = false;
  const deadlines = startDeadlines(request, resolve);
  const look = (): void => {
    if (isOpen || !hasOpened(textOf(log))) return;
    isOpen = true;
    clearInterval(looking);
    deadlines.accepted();
  };
  const looking = setInterval(look, LOOK_MS);
  const heard = (): void => {
    look();
    deadlines.heard();
  };
  const cancel = (): void => resolve({ kind: 'cancelled' });
  signal.addEventListener('abort', cancel, { once: true });
  child.stdout.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  child.stdout.once('data', heard);
  child.stderr.once('data', heard);
  child.once('error', (error) => resolve(notStarted(codeOf(error))));
  child.once('close', (code) => resolve(endingOf(code, textOf(log))));
  // Failing to write to a command that does not read is not the command's failure.
  child.stdin.on('error', () => {});
  child.stdin.end(request.stdin);

  const ending = await promise;
  clearInterval(looking);
  deadlines.stop();
  signal.removeEventListener('abort', cancel);
  const answered = isOpen || hasOpened(textOf(log));
  // The remote process continues without ssh.
  if (ending.kind === 'cancelled' || ending.kind === 'timed-out') child.kill();
  rmSync(log, { force: true });
  if (ending.kind === 'not-sent') return ending;
  return { kind: 'sent', ending, stdout: stdout.end(), stderr: stderr.end(), answered };
}

function notStarted(code: string): NotSent {
  return { kind: 'not-sent', full: false, reason: `ssh: ${code}` };
}

function endingOf(code: number | null, log: string): Ended {
  if (code === null) return { kind: 'connection-lost', reason: 'ssh was killed' };
  if (code !== SSH_FAILED) return { kind: 'exited', exitCode: code };
  const status = status255Of(log);
  switch (status.kind) {
    case 'exited':
      return { kind: 'exited', exitCode: code };
    case 'not-sent':
      return status;
    case 'lost':
      return { kind: 'connection-lost', reason: 'ssh saw no exit status' };
    default:
      return unreachable(status);
  }
}

function textOf(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}
