import { describe, it } from 'vitest';
import { watchedFleet } from '../../../src/apply/watch/watched-fleet.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import type { CommandFailure, ConnectionFailure } from '../../../src/model/failures/host.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { CommandEnding } from '../../../src/remote/command-result.ts';
import type { RemoteCommand } from '../../../src/remote/remote-command.ts';
import type { Fleet } from '../../../src/remote/runner.ts';
import { SAMPLE_FAILURES } from '../../report/samples.ts';

const CONTEXT = { signal: new AbortController().signal, clock: systemClock };
const CHANGES = { mutates: true } as RemoteCommand;
const ASKS = { mutates: false } as RemoteCommand;

interface Answers {
  readonly ending?: CommandEnding;
  readonly output?: Result<string, ConnectionFailure | CommandFailure>;
}

/** Sends one command to a fleet that answers so, and returns what was noticed. */
async function noticed(command: RemoteCommand, { ending, output }: Answers): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const base = { server: 's1', line: 'LINE', stdout: '', stderr: '', droppedBytes: 0, durationMs: 1 };
  const fleet: Fleet = {
    runner: (server) => ({
      server,
      user: 'root',
      line: () => 'LINE',
      run: async () =>
        ending === undefined ? failed(SAMPLE_FAILURES['host-unreachable']) : success({ ...base, ending }),
      output: async () => output ?? success(''),
    }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const runner = watchedFleet(fleet, ({ server, line, ending: end, exitCode }) =>
    seen.push([server, line, end, exitCode]),
  ).runner('s1');
  if (output === undefined) await runner.run(CONTEXT, command);
  else await runner.output(CONTEXT, command);
  return seen;
}

describe('a watched fleet', () => {
  it('given a command that only asks, notices nothing', async ({ expect }) => {
    expect(await noticed(ASKS, { ending: { kind: 'exited', exitCode: 0 } })).toEqual([]);
    expect(await noticed(ASKS, { output: success('') })).toEqual([]);
  });

  it.for<readonly [string, Answers, readonly [string, number | undefined]]>([
    ['an exit code', { ending: { kind: 'exited', exitCode: 3 } }, ['exited', 3]],
    ['a signal', { ending: { kind: 'signalled', signal: 'SIGKILL' } }, ['signalled', undefined]],
    ['a lost connection', { ending: { kind: 'connection-lost', reason: 'ECONNRESET' } }, ['unclear', undefined]],
    ['a deadline', { ending: { kind: 'timed-out', phase: 'total', afterMs: 1 } }, ['unclear', undefined]],
    ['a second Ctrl-C', { ending: { kind: 'cancelled' } }, ['unclear', undefined]],
    ['no connection', {}, ['not-sent', undefined]],
    ['an output', { output: success('') }, ['exited', 0]],
    ['an output that is too long', { output: failed(SAMPLE_FAILURES['unexpected-output']) }, ['exited', 0]],
    ['an output that was lost', { output: failed(SAMPLE_FAILURES['connection-lost']) }, ['unclear', undefined]],
    ['an output too late', { output: failed(SAMPLE_FAILURES['command-timed-out']) }, ['unclear', undefined]],
    ['a refusal of sudo', { output: failed(SAMPLE_FAILURES['sudo-not-allowed']) }, ['not-sent', undefined]],
    ['an unknown host key', { output: failed(SAMPLE_FAILURES['host-key-unknown']) }, ['not-sent', undefined]],
    [
      'a failed command',
      { output: failed({ ...SAMPLE_FAILURES['command-failed'], exitCode: 5, signal: undefined }) },
      ['exited', 5],
    ],
    [
      'a command that a signal ended',
      { output: failed({ ...SAMPLE_FAILURES['command-failed'], exitCode: undefined, signal: 'SIGTERM' }) },
      ['signalled', undefined],
    ],
  ])('given a change that ends with %s, notices its line and its ending', async ([, answers, end], { expect }) => {
    expect(await noticed(CHANGES, answers)).toEqual([['s1', 'LINE', ...end]]);
  });
});
