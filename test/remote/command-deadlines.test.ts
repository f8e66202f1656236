import type { ServerChannel } from 'ssh2';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import { startDeadlines } from '../../src/remote/command-deadlines.ts';
import type { CommandEnding } from '../../src/remote/command-result.ts';
import { command, contextOf, Lab } from './fleet-fixture.ts';

const LONG = 60_000;

describe('the deadlines of a command, over SSH', () => {
  it('given a command that is accepted and stays silent, when its first byte is late, then the failure says so', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({ silent: ({ accept }) => void accept() });

    const ran = await runner.output(contextOf(), command('silent', { firstByteMs: 100, timeoutMs: LONG }));

    expect(ran).toEqual({
      ok: false,
      failure: { kind: 'command-timed-out', server: 's1', command: 'silent', phase: 'first-byte', afterMs: 100 },
    });
    expect(server.received).toEqual(['silent']);
  });

  it('given a command that answers late, when its first byte may take longer, then it is heard to its end', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { promise: held, resolve: hold } = Promise.withResolvers<ServerChannel>();
    const { runner } = await lab.runner({ late: ({ accept }) => hold(accept()) });

    const ran = runner.output(contextOf(), command('late', { firstByteMs: LONG, timeoutMs: LONG }));
    const channel = await held;
    channel.write('done\n', () => {
      channel.exit(0);
      channel.end();
    });

    expect(await ran).toEqual({ ok: true, value: 'done\n' });
  });

  it('given a first byte on stdout or stderr and then nothing, when the whole time is over, then the failure is that of the end', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({
      printed: ({ accept }) => void accept().write('.'),
      complained: ({ accept }) => void accept().stderr.write('.'),
    });

    const ran = await Promise.all(
      ['printed', 'complained'].map((word) => runner.output(contextOf(), command(word, { timeoutMs: 2_000 }))),
    );

    const failure = { kind: 'command-timed-out', phase: 'total', afterMs: 2_000 };
    expect(ran).toMatchObject([
      { ok: false, failure },
      { ok: false, failure },
    ]);
  });
});

describe('the deadlines of a command, by the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function started(limits: { readonly openMs: number; readonly firstByteMs: number; readonly totalMs: number }) {
    const ended: CommandEnding[] = [];
    return { ended, deadlines: startDeadlines(limits, (ending) => ended.push(ending)) };
  }

  it('given no acceptance, then that is what is missed, however long the rest may take', ({ expect }) => {
    const { ended } = started({ openMs: 10, firstByteMs: 20, totalMs: 100 });
    vi.advanceTimersByTime(99);
    expect(ended).toEqual([{ kind: 'timed-out', phase: 'open', afterMs: 10 }]);
  });

  it('given an acceptance, then the first byte has its time from there', ({ expect }) => {
    const { ended, deadlines } = started({ openMs: 10, firstByteMs: 20, totalMs: 100 });
    vi.advanceTimersByTime(9);
    deadlines.accepted();
    vi.advanceTimersByTime(19);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ended).toEqual([{ kind: 'timed-out', phase: 'first-byte', afterMs: 20 }]);
  });

  it('given a sign of life just in time, then only the end has a deadline', ({ expect }) => {
    const { ended, deadlines } = started({ openMs: 10, firstByteMs: 20, totalMs: 100 });
    deadlines.accepted();
    vi.advanceTimersByTime(19);
    deadlines.heard();
    vi.advanceTimersByTime(80);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ended).toEqual([{ kind: 'timed-out', phase: 'total', afterMs: 100 }]);
  });

  it('given a total below the others, then it counts, and says what was missing', ({ expect }) => {
    const { ended, deadlines } = started({ openMs: 500, firstByteMs: 500, totalMs: 100 });
    deadlines.accepted();
    vi.advanceTimersByTime(100);
    expect(ended[0]).toEqual({ kind: 'timed-out', phase: 'first-byte', afterMs: 100 });
  });

  it('given an end, then no timer is left', ({ expect }) => {
    const { ended, deadlines } = started({ openMs: 10, firstByteMs: 20, totalMs: 100 });
    deadlines.accepted();
    deadlines.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(ended).toEqual([]);
  });
});
