import { describe, it } from 'vitest';

import { exit } from '../support/ssh-server.ts';
import { command, contextOf, Lab } from './fleet-fixture.ts';

/** Nothing but the keepalive can end a wait: every other deadline is far longer than a test may take. */
const LONG_MS = 600_000;
const TIMING = { connectTimeoutMs: LONG_MS, commandTimeoutMs: LONG_MS };
const KEEPALIVE = { intervalMs: 100, unanswered: 3 };

/** A command that changes something is never repeated, so its first result is the whole result. */
const MUTATING = { mutates: true };

describe('a connection that falls silent, its socket open', () => {
  it('given a command that runs, when nobody answers any more, then the connection is lost, and the next command has a new one', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const server = await lab.server({
      script: {
        hang: ({ accept }) => {
          accept();
          server.fallSilent();
        },
        probe: exit(0),
      },
    });
    const servers = { s1: await lab.target(server) };
    const runner = lab.fleet({ servers, timing: TIMING, keepalive: KEEPALIVE }).runner('s1');

    const hung = await runner.run(contextOf(), command('hang', MUTATING));

    expect(hung).toMatchObject({
      ok: true,
      value: { ending: { kind: 'connection-lost', reason: 'Keepalive timeout' } },
    });
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: '' });
    expect(server.received).toEqual(['hang', 'probe']);
    expect(server.signedIn()).toBe(2);
    expect(lab.events).toContainEqual({ type: 'reconnecting', server: 's1', reason: 'Keepalive timeout' });
  });

  it('given a command that was not accepted yet, when nobody answers any more, then the connection is lost too', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script: { mute: () => server.fallSilent() } });
    const servers = { s1: await lab.target(server) };
    const runner = lab.fleet({ servers, timing: TIMING, keepalive: KEEPALIVE }).runner('s1');

    expect(await runner.output(contextOf(), command('mute', MUTATING))).toEqual({
      ok: false,
      failure: { kind: 'connection-lost', server: 's1', command: 'mute' },
    });
    expect(server.received).toEqual(['mute']);
  });
});
