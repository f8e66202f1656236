import type { Clock, StepContext } from '../../src/model/clock.ts';
import { failed, success } from '../../src/model/result.ts';
import { commandFailureOf } from '../../src/remote/command-failure.ts';
import type { CommandEnding, CommandResult } from '../../src/remote/command-result.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import type { Fleet, Runner } from '../../src/remote/runner.ts';

/** What a scripted host answers: its stdout with exit code 0, or how it ended otherwise. */
export type Answer =
  | string
  | { readonly exitCode: number; readonly stderr?: string; readonly stdout?: string }
  | { readonly lost: true };

/** Answers by the command's text; the first entry whose key the text contains is taken. What matches nothing ends with 127. */
export type Script = readonly (readonly [string, Answer])[];

export interface Sent {
  readonly server: string;
  readonly command: RemoteCommand;
}

/** Text of a command without quotes: what a script's keys are looked for in. */
export function textOf({ body }: RemoteCommand): string {
  return 'script' in body ? body.script : body.argv.join(' ');
}

/** Hosts that answer by script and keep what they were sent. */
export function scriptedFleet(scripts: Readonly<Record<string, Script>>): {
  readonly fleet: Fleet;
  readonly sent: readonly Sent[];
} {
  const sent: Sent[] = [];
  const runner = (server: string): Runner => {
    const run = (command: RemoteCommand): CommandResult => {
      sent.push({ server, command });
      const answer = scripts[server]?.find(([key]) => textOf(command).includes(key))?.[1];
      return resultOf(server, textOf(command), answer ?? { exitCode: 127, stderr: 'not in the script' });
    };
    return {
      server,
      user: 'ops',
      line: textOf,
      run: async (_, command) => success(run(command)),
      output: async (_, command) => {
        const result = run(command);
        const failure = commandFailureOf(result, 'ops');
        return failure === undefined ? success(result.stdout) : failed(failure);
      },
    };
  };
  return { fleet: { runner, [Symbol.asyncDispose]: async () => {} }, sent };
}

function resultOf(server: string, line: string, answer: Answer): CommandResult {
  const common = { server, line, droppedBytes: 0, durationMs: 1 };
  if (typeof answer === 'string') return { ...common, ending: exited(0), stdout: answer, stderr: '' };
  if ('lost' in answer) {
    return { ...common, ending: { kind: 'connection-lost', reason: 'reset' }, stdout: '', stderr: '' };
  }
  return { ...common, ending: exited(answer.exitCode), stdout: answer.stdout ?? '', stderr: answer.stderr ?? '' };
}

function exited(exitCode: number): CommandEnding {
  return { kind: 'exited', exitCode };
}

/** A context whose clock stands still. */
export function stillContext(nowMs: number): StepContext {
  const clock: Clock = { now: () => nowMs, wall: () => nowMs, sleep: async () => {} };
  return { signal: new AbortController().signal, clock };
}
