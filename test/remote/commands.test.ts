import { describe, it, vi } from 'vitest';

import { LINE_BYTES, LINES, TRICKLE } from '../../src/remote/answer-bounds.ts';
import { createRedactor } from '../../src/remote/redaction.ts';
import { echoStdin, endless, exit, killedBy } from '../support/ssh-server.ts';
import { command, contextOf, Lab } from './fleet-fixture.ts';

/** A command that changes something is never repeated, so its first result is the whole result. */
const MUTATING = { mutates: true };

describe('a command', () => {
  it.for([0, 1, 42, 255])(
    'given exit code %i, when it ended, then the result has that code',
    async (code, { expect }) => {
      await using lab = await Lab.open();
      const { runner } = await lab.runner({ probe: exit(code, { stdout: 'out\n', stderr: 'err\n' }) });
      const ran = await runner.run(contextOf(), command('probe'));
      expect(ran).toMatchObject({
        ok: true,
        value: {
          server: 's1',
          line: 'probe',
          ending: { kind: 'exited', exitCode: code },
          stdout: 'out\n',
          stderr: 'err\n',
          droppedBytes: 0,
        },
      });
    },
  );

  it('given a signal, when it ended, then the result names it and has no code', async ({ expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ probe: killedBy('KILL') });
    const ran = await runner.run(contextOf(), command('probe'));
    expect(ran).toMatchObject({ ok: true, value: { ending: { kind: 'signalled', signal: 'SIGKILL' } } });
  });

  it('given no exit status, when the channel closes, then that is a lost connection, not success', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ probe: ({ accept }) => void accept().end('half') });
    const ran = await runner.run(contextOf(), command('probe', MUTATING));
    expect(ran).toMatchObject({ ok: true, value: { ending: { kind: 'connection-lost' }, stdout: 'half' } });
  });

  it.for(['reset', 'end'])(
    'given a connection that breaks (%s) while it runs, then the result says so and keeps what arrived',
    async (how, { expect }) => {
      await using lab = await Lab.open();
      const server = await lab.server({
        script: {
          probe: ({ accept, reset }) => {
            const channel = accept();
            channel.write('so far', () => setTimeout(() => (how === 'reset' ? reset() : server.endAll()), 20));
          },
        },
      });
      const runner = lab.runnerTo(await lab.target(server));
      const ran = await runner.output(contextOf(), command('probe', MUTATING));
      expect(ran).toMatchObject({ ok: false, failure: { kind: 'connection-lost', server: 's1', command: 'probe' } });
      expect(server.received).toEqual(['probe']);
    },
  );

  it('given an exit status and then a broken connection, then output may be missing, so it does not count', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({
      probe: ({ accept, reset }) => {
        const channel = accept();
        channel.exit(0);
        channel.write('first page', () => setTimeout(reset, 20));
      },
    });
    const ran = await runner.run(contextOf(), command('probe', MUTATING));
    expect(ran).toMatchObject({ ok: true, value: { ending: { kind: 'connection-lost' } } });
  });

  it('given a command that never ends, when its time is over, then it is timed out and the next one runs', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({ hang: ({ accept }) => void accept(), probe: exit(0) });
    const hung = await runner.run(contextOf(), command('hang', { timeoutMs: 100 }));
    expect(hung).toMatchObject({
      ok: true,
      value: { ending: { kind: 'timed-out', phase: 'first-byte', afterMs: 100 } },
    });
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: '' });
    expect(server.signedIn()).toBe(1);
  });

  it('given a request that is never answered, when the opening takes too long, then it is timed out and the connection replaced', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({ mute: () => {}, probe: exit(0) }, { connectTimeoutMs: 1500 });
    const muted = await runner.output(contextOf(), command('mute'));
    expect(muted).toEqual({
      ok: false,
      failure: { kind: 'command-timed-out', server: 's1', command: 'mute', phase: 'open', afterMs: 1500 },
    });
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: '' });
    expect(server.signedIn()).toBe(2);
  });

  it("given a deadline before the command's own, then the earlier one counts", async ({ expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ hang: ({ accept }) => void accept(), probe: exit(0) });
    await runner.run(contextOf(), command('probe'));
    const context = { ...contextOf(), deadlineAt: Date.now() + 200 };
    const ran = await runner.run(context, command('hang', { timeoutMs: 50_000 }));
    expect(ran.ok && ran.value.ending.kind).toBe('timed-out');
    expect(ran.ok && ran.value.durationMs).toBeLessThan(20_000);
  });

  it('given an abort while it runs, then it is cancelled at once', async ({ expect }) => {
    await using lab = await Lab.open();
    const controller = new AbortController();
    const { runner } = await lab.runner({
      hang: ({ accept }) => {
        accept();
        controller.abort();
      },
    });
    const ran = await runner.run(contextOf(controller), command('hang'));
    expect(ran).toMatchObject({ ok: true, value: { ending: { kind: 'cancelled' } } });
  });

  it('given an abort before it is sent, then nothing is sent', async ({ expect }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({ probe: exit(0) });
    const controller = new AbortController();
    controller.abort();
    const ran = await runner.run(contextOf(controller), command('probe'));
    expect(ran).toMatchObject({ ok: true, value: { ending: { kind: 'cancelled' } } });
    expect(server.received).toEqual([]);
    expect(lab.events).toEqual([]);
  });

  it('given a change that floods its output, then head and tail are kept, and output() refuses the torso', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const flood = Buffer.concat([Buffer.from('HEAD'), Buffer.alloc(6 * 1024 * 1024, '.'), Buffer.from('TAIL')]);
    const { runner } = await lab.runner({ flood: exit(0, { stdout: flood }) });
    const ran = await runner.run(contextOf(), command('flood', MUTATING));
    if (!ran.ok) throw new Error(ran.failure.kind);
    expect(ran.value.ending).toEqual({ kind: 'exited', exitCode: 0 });
    expect(ran.value.stdout.startsWith('HEAD.')).toBe(true);
    expect(ran.value.stdout.endsWith('.TAIL')).toBe(true);
    expect(ran.value.droppedBytes).toBe(flood.length - 1024 * 1024);
    const output = await runner.output(contextOf(), command('flood', { ...MUTATING, maxStdoutBytes: 100 }));
    expect(output).toMatchObject({
      ok: false,
      failure: { kind: 'answer-out-of-bounds', server: 's1', bound: 'bytes', limit: 100 },
    });
  });

  it.for([
    ['without an end', 'bytes', 1024 * 1024, Buffer.alloc(64 * 1024, `${'.'.repeat(63)}\n`)],
    ['of one line without an end', 'line-bytes', LINE_BYTES, Buffer.alloc(64 * 1024, '.')],
    ['of line ends', 'lines', LINES, Buffer.alloc(60_000, '\n')],
    ['of one byte a packet without an end', 'trickle', TRICKLE.bytesPerPacket, Buffer.from('.')],
  ] as const)(
    'given an answer %s, then reading ends at the bound of %s, and its connection is closed',
    async ([, bound, limit, packet], { expect }) => {
      await using lab = await Lab.open();
      const { server, runner } = await lab.runner({ endless: endless(packet) });
      const output = await runner.output(contextOf(), command('endless'));
      expect(output).toEqual({
        ok: false,
        failure: { kind: 'answer-out-of-bounds', server: 's1', command: 'endless', bound, limit },
      });
      await vi.waitFor(() => expect(server.openConnections()).toBe(0));
    },
  );

  it('given a flood of standard error, then it neither blocks nor grows', async ({ expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ flood: exit(3, { stderr: 'x'.repeat(5 * 1024 * 1024) }) });
    const ran = await runner.run(contextOf(), command('flood'));
    expect(ran.ok && ran.value.ending).toEqual({ kind: 'exited', exitCode: 3 });
    expect(ran.ok && ran.value.stderr.length).toBeLessThan(70 * 1024);
  });

  it.for([
    ['nothing', ''],
    ['a megabyte', 'y'.repeat(1024 * 1024)],
  ])('given %s on standard input, then the command gets it and its end', async ([, stdin = ''], { expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ cat: echoStdin });
    const ran = await runner.output(
      contextOf(),
      command('cat', { stdin, maxStdoutBytes: 2 * 1024 * 1024, isOneLine: true }),
    );
    expect(ran.ok && ran.value === stdin).toBe(true);
  });

  it('given a command that is not scripted, then the test server ends it with 127', async ({ expect }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({});
    const ran = await runner.output(contextOf(), command('surprise'));
    expect(ran).toMatchObject({ ok: false, failure: { kind: 'command-failed', exitCode: 127, signal: undefined } });
    expect(server.unscripted).toEqual(['surprise']);
  });

  it('given registered values, then neither line, output nor event shows them', async ({ expect }) => {
    await using lab = await Lab.open();
    const redactor = createRedactor();
    redactor.register('hunter2-hunter2');
    const reply = exit(0, {
      stdout: 'is hunter2-hunter2\n',
      stderr: `${Buffer.from('hunter2-hunter2').toString('base64')}\n`,
    });
    const server = await lab.server({ script: { 'echo hunter2-hunter2': reply } });
    const runner = lab.fleet({ servers: { s1: await lab.target(server) }, redactor }).runner('s1');
    const ran = await runner.run(contextOf(), command('echo', { body: { argv: ['echo', 'hunter2-hunter2'] } }));
    expect(ran).toMatchObject({
      ok: true,
      value: { line: 'echo [redacted]', stdout: 'is [redacted]\n', stderr: '[redacted]\n' },
    });
    expect(lab.events).toEqual([{ type: 'command-sent', server: 's1', line: 'echo [redacted]', mutates: false }]);
  });

  it.for([
    ['sudo: a password is required', 'sudo-needs-password'],
    ['sudo: a terminal is required to read the password', 'sudo-needs-password'],
    ['ops is not in the sudoers file.', 'sudo-not-allowed'],
    ["Sorry, user ops is not allowed to execute '/usr/bin/id' as root on s1.", 'sudo-not-allowed'],
    ['Sorry, user ops may not run sudo on s1.', 'sudo-not-allowed'],
    ['sudo: interactive authentication is required', 'sudo-needs-password'],
    ["sudo: I'm sorry ops. I'm afraid I can't do that", 'sudo-not-allowed'],
    ['sudo: sorry, you must have a tty to run sudo', 'sudo-not-allowed'],
    ['sudo: Account or password is expired, reset your password and try again', 'sudo-not-allowed'],
    ['sudo: unable to resolve host s1: Name or service not known\nsudo: a password is required', 'sudo-needs-password'],
    ['sudo: unable to resolve host s1: Name or service not known\nid: something else', 'command-failed'],
    ['sudo: id: command not found', 'command-failed'],
    ['id: something else', 'command-failed'],
    ['id: something else\nsudo: that is said of somebody else', 'command-failed'],
  ])('given sudo that says "%s", then the failure is %s', async ([stderr = '', kind], { expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner({ 'env LC_ALL=C sudo -n id': exit(1, { stderr: `${stderr}\n` }) });
    const ran = await runner.output(contextOf(), command('id', { privileged: true }));
    expect(ran).toMatchObject({ ok: false, failure: { kind, server: 's1' } });
  });

  it.for(["env: 'sudo': No such file or directory", 'env: sudo: not found', 'sh: 1: sudo: not found'])(
    'given a host that says "%s", then sudo is missing there',
    async (stderr, { expect }) => {
      await using lab = await Lab.open();
      const { runner } = await lab.runner({ 'env LC_ALL=C sudo -n id': exit(127, { stderr: `${stderr}\n` }) });
      const ran = await runner.output(contextOf(), command('id', { privileged: true }));
      expect(ran).toMatchObject({ ok: false, failure: { kind: 'sudo-missing', server: 's1' } });
    },
  );
});
