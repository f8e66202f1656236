import { failed, success } from '../../src/model/result.ts';
import type { Clock, StepContext } from '../../src/model/clock.ts';
import { commandFailureOf } from '../../src/remote/command-failure.ts';
import { finalLine } from '../../src/remote/command-line.ts';
import type { CommandEnding, CommandResult } from '../../src/remote/command-result.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import type { Runner } from '../../src/remote/runner.ts';

/** What a host answers; a text is stdout with exit code 0. */
export type FakeAnswer =
  | string
  | {
      readonly stdout?: string;
      readonly stderr?: string;
      readonly exitCode?: number;
      readonly ending?: CommandEnding;
      readonly droppedBytes?: number;
    };

/** An answer for ever, one after another in order, or worked out from the command. */
export type FakeReply = FakeAnswer | readonly FakeAnswer[] | ((command: RemoteCommand, line: string) => FakeAnswer);

/** A runner that remembers what it was sent. */
export interface FakeRunner extends Runner {
  readonly sent: readonly RemoteCommand[];
  /** The lines sent, in order. */
  readonly lines: readonly string[];
}

/**
 * A host that answers by script. `replies`: by the command's whole name, or by a pattern that its line matches; the first one is taken.
 * A command that nobody scripted, and one more than was scripted, throws: the test fails.
 */
export function fakeRunner(
  replies: readonly (readonly [string | RegExp, FakeReply])[],
  options: { readonly server?: string; readonly user?: string } = {},
): FakeRunner {
  const { server = 's1', user = 'ops' } = options;
  const sent: RemoteCommand[] = [];
  const used = new Map<FakeReply, number>();
  const line = (command: RemoteCommand): string => finalLine(command, user);
  const answer = (command: RemoteCommand): FakeAnswer => {
    const text = line(command);
    const reply = replies.find(([key]) => (typeof key === 'string' ? key === command.name : key.test(text)))?.[1];
    if (reply === undefined) throw new Error(`not in the script: ${command.name}: ${text}`);
    if (typeof reply === 'function') return reply(command, text);
    if (!isList(reply)) return reply;
    const count = used.get(reply) ?? 0;
    used.set(reply, count + 1);
    const next = reply[count];
    if (next === undefined) throw new Error(`sent once too often: ${command.name}: ${text}`);
    return next;
  };
  const run = (command: RemoteCommand): CommandResult => {
    sent.push(command);
    const given = answer(command);
    const {
      stdout = '',
      stderr = '',
      exitCode = 0,
      ending,
      droppedBytes = 0,
    } = typeof given === 'string' ? { stdout: given } : given;
    return {
      server,
      line: line(command),
      ending: ending ?? { kind: 'exited', exitCode },
      stdout,
      stderr,
      droppedBytes,
      durationMs: 1,
    };
  };
  return {
    server,
    user,
    sent,
    get lines() {
      return sent.map(line);
    },
    line,
    run: async (_, command) => success(run(command)),
    output: async (_, command) => {
      const result = run(command);
      const failure = commandFailureOf(result, user);
      return failure === undefined ? success(result.stdout) : failed(failure);
    },
  };
}

function isList(reply: FakeAnswer | readonly FakeAnswer[]): reply is readonly FakeAnswer[] {
  return Array.isArray(reply);
}

/** A context whose clock stands still. */
export function fakeContext(nowMs = 0): StepContext {
  const clock: Clock = { now: () => nowMs, wall: () => nowMs, sleep: async () => {} };
  return { signal: new AbortController().signal, clock };
}

/** curl's output for an answer with this status: the body, and the status on a line of its own. */
export function httpAnswer(status: number, body: unknown = ''): string {
  return `${typeof body === 'string' ? body : JSON.stringify(body)}\n${status}`;
}

/** A Kubernetes Status, as apiservers answer errors with. */
export function kubernetesStatus(code: number, reason: string, message: string): string {
  return httpAnswer(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });
}
