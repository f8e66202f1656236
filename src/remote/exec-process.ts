import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import { codeOf } from '../model/error-words.ts';
import { startDeadlines, type CommandDeadlines } from './command-deadlines.ts';
import { createCommandOutputs } from './command-outputs.ts';
import type { CommandEnding } from './command-result.ts';
import type { ExecOutcome, ExecRequest, NotSent } from './exec-channel.ts';
import { startProcess } from './start-process.ts';

type LineProcess = ChildProcessByStdio<Writable, Readable, Readable>;
export type ProcessEnding = CommandEnding | NotSent;

/** What the way to run a line knows of its process. */
export interface FollowedProcess {
  /** Called at the first byte of each output. */
  heard(): void;
  endingOf(code: number | null, killer: NodeJS.Signals | null): ProcessEnding;
  /** Called once, when nobody waits any longer. Tells whether the line was accepted. */
  over(ending: ProcessEnding): boolean;
}

/**
 * Runs one line by a process of this machine, and reports the ending, as `execOnChannel` does on a channel. Acceptance,
 * the first byte and the end have deadlines. `program` is named where the process cannot be started.
 */
export async function execByProcess(
  request: ExecRequest,
  way: {
    readonly program: string;
    start(): LineProcess;
    follow(child: LineProcess, deadlines: CommandDeadlines): FollowedProcess;
  },
): Promise<ExecOutcome> {
  const { signal } = request;
  if (signal.aborted) return { kind: 'not-sent', full: false, reason: 'cancelled' };
  const { promise, resolve } = Promise.withResolvers<ProcessEnding>();
  const outputs = createCommandOutputs(request, resolve);
  const notStarted = (code: string): NotSent => ({ kind: 'not-sent', full: false, reason: `${way.program}: ${code}` });
  const started = startProcess(() => way.start());
  if (!started.ok) return notStarted(started.failure);
  const child = started.value;
  const deadlines = startDeadlines(request, resolve);
  const followed = way.follow(child, deadlines);
  const heard = (): void => followed.heard();
  const cancel = (): void => resolve({ kind: 'cancelled' });
  signal.addEventListener('abort', cancel, { once: true });
  child.stdout.on('data', (chunk: Buffer) => outputs.stdout(chunk));
  child.stderr.on('data', (chunk: Buffer) => outputs.stderr(chunk));
  child.stdout.once('data', heard);
  child.stderr.once('data', heard);
  child.once('error', (error) => resolve(notStarted(codeOf(error))));
  child.once('close', (code, killer) => resolve(followed.endingOf(code, killer)));
  // Failing to write to a command that does not read is not the command's failure.
  child.stdin.on('error', () => {});
  child.stdin.end(request.stdin);

  const ending = await promise;
  deadlines.stop();
  signal.removeEventListener('abort', cancel);
  const answered = followed.over(ending);
  if (ending.kind === 'not-sent') return ending;
  return { kind: 'sent', ending, ...outputs.end(), answered };
}
