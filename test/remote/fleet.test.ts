import { createServer, type AddressInfo, type Socket } from 'node:net';

import { describe, it } from 'vitest';

import { exit, type Reply } from '../support/ssh-server.ts';
import { command, contextOf, KEYS, Lab, openSockets } from './fleet-fixture.ts';

const script = { probe: exit(0, { stdout: 'fine' }) };
const fine = { ok: true, value: 'fine' };

/** Replies that wait until they are let go, all together. */
function gate(): { readonly reply: Reply; readonly waiting: () => number; readonly open: () => void } {
  const held: (() => void)[] = [];
  return {
    reply: (session) => {
      const channel = session.accept();
      held.push(() => {
        channel.exit(0);
        channel.end();
      });
    },
    waiting: () => held.length,
    open: () => {
      for (const release of held.splice(0)) release();
    },
  };
}

describe('the fleet', () => {
  it('given no call, then nobody is connected to', async ({ expect }) => {
    await using lab = await Lab.open();
    const { server } = await lab.runner(script);
    expect(server.accepted()).toBe(0);
  });

  it('given many first calls at once, then they share one connection', async ({ expect }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner(script);
    const ran = await Promise.all(Array.from({ length: 20 }, () => runner.output(contextOf(), command('probe'))));
    expect(ran).toEqual(Array.from({ length: 20 }, () => fine));
    expect(server.accepted()).toBe(1);
    expect(lab.events.filter(({ type }) => type === 'command-sent')).toHaveLength(20);
  });

  it('given many long commands, then four run at once and the others wait their turn', async ({ expect }) => {
    await using lab = await Lab.open();
    const { reply, waiting, open } = gate();
    const { server, runner } = await lab.runner({ hold: reply });
    const all = Promise.all(Array.from({ length: 10 }, () => runner.output(contextOf(), command('hold'))));
    for (const expected of [4, 4, 2]) {
      await expect.poll(waiting).toBe(expected);
      open();
    }
    expect(await all).toHaveLength(10);
    expect(server.mostSessions()).toBe(4);
  });

  it('given a call that waits for its turn, when it is aborted, then it was not sent', async ({ expect }) => {
    await using lab = await Lab.open();
    const { reply, waiting, open } = gate();
    const { server, runner } = await lab.runner({ hold: reply, probe: exit(0) });
    const held = Promise.all(Array.from({ length: 4 }, () => runner.output(contextOf(), command('hold'))));
    await expect.poll(waiting).toBe(4);
    const controller = new AbortController();
    const late = runner.run(contextOf(controller), command('probe'));
    controller.abort();
    expect(await late).toMatchObject({ ok: true, value: { ending: { kind: 'cancelled' } } });
    open();
    await held;
    expect(server.received).not.toContain('probe');
  });

  it('given a server with fewer sessions to give, then the channel is asked for again and all commands run', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, maxSessions: 1 });
    const runner = lab.runnerTo(await lab.target(server));
    const ran = await Promise.all(Array.from({ length: 4 }, () => runner.output(contextOf(), command('probe'))));
    expect(ran).toEqual([fine, fine, fine, fine]);
    expect(server.received).toHaveLength(4);
  });

  it('given a server that gives no session at all, then nothing was sent and the reason is told', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, maxSessions: 0 });
    const runner = lab.runnerTo(await lab.target(server));
    expect(await runner.run(contextOf(), command('probe'))).toMatchObject({
      ok: false,
      failure: { kind: 'host-unreachable', reason: expect.stringContaining('Channel open failure') },
    });
    expect(server.received).toEqual([]);
  });

  it.for(['resetAll', 'endAll'] as const)(
    'given a connection that broke while idle (%s), when the next command runs, then it is reconnected and told',
    async (breakIt, { expect }) => {
      await using lab = await Lab.open();
      const { server, runner } = await lab.runner(script);
      expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
      server[breakIt]();
      await expect.poll(() => server.openConnections()).toBe(0);
      expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
      expect(lab.events.map(({ type }) => type)).toEqual(['command-sent', 'reconnecting', 'command-sent']);
      expect(server.signedIn()).toBe(2);
    },
  );

  it('given a mutation during which the connection breaks, then it is never sent again', async ({ expect }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner({ rotate: ({ reset }) => reset(), probe: exit(0, { stdout: 'fine' }) });
    const ran = await runner.output(contextOf(), command('rotate', { mutates: true }));
    expect(ran).toMatchObject({ ok: false, failure: { kind: 'connection-lost' } });
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    expect(server.received).toEqual(['rotate', 'probe']);
  });

  it('given a question during which the connection breaks, then it is asked again on a new connection, and told', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    let isFirst = true;
    const { server, runner } = await lab.runner({
      probe: (request) => {
        if (isFirst) request.reset();
        else exit(0, { stdout: 'fine' })(request);
        isFirst = false;
      },
    });
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    expect(server.received).toEqual(['probe', 'probe']);
    expect(lab.events.map(({ type }) => type)).toContain('reconnecting');
  });

  it('given a server that drops connections while it is busy, then it is dialled again', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    let dropped = 0;
    const sockets = new Set<Socket>();
    const busy = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      dropped += 1;
      socket.resetAndDestroy();
    });
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as AddressInfo;
    const fleet = lab.fleet({ servers: { s1: await lab.target({ port }) } });
    const ran = await fleet.runner('s1').run(contextOf(), command('probe'));
    await new Promise<void>((resolve) => void busy.close(() => resolve()));
    expect(ran).toMatchObject({ ok: false, failure: { kind: 'host-unreachable' } });
    expect(dropped).toBe(3);
    expect(server.accepted()).toBe(0);
  });

  it('given a dozen servers at once, then eight are dialled at a time', async ({ expect }) => {
    await using lab = await Lab.open();
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => {}).resume()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const target = await lab.target({ port });
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const fleet = lab.fleet({ servers: Object.fromEntries(names.map((name) => [name, target])) });
    const calls = names.map((name) => fleet.runner(name).run(contextOf(), command('probe')));
    await expect.poll(() => sockets.size).toBe(8);
    // Each one that is dropped for good makes room for exactly one more.
    for (const socket of [...sockets].slice(0, 2)) socket.end('no SSH here\r\n'.repeat(40));
    await expect.poll(() => sockets.size).toBe(10);
    await fleet[Symbol.asyncDispose]();
    const kinds = (await Promise.all(calls)).map((ran) => (ran.ok ? 'ok' : ran.failure.kind));
    expect(new Set(kinds)).toEqual(new Set(['host-unreachable']));
    expect(sockets.size).toBe(10);
    await new Promise<void>((resolve) => void silent.close(() => resolve()));
  });

  it('given an unknown server name, then that is a bug', async ({ expect }) => {
    await using lab = await Lab.open();
    const { fleet } = await lab.runner(script);
    expect(() => fleet.runner('s2')).toThrow(/s2/);
  });

  it('given a command under way and a dial under way, when the fleet is disposed, then both end and nothing stays open', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { reply, waiting } = gate();
    const server = await lab.server({ script: { hold: reply } });
    const silent = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const fleet = lab.fleet({ servers: { s1: await lab.target(server), s2: await lab.target({ port }) } });
    const calls = [
      fleet.runner('s1').run(contextOf(), command('hold')),
      fleet.runner('s2').run(contextOf(), command('hold')),
    ];
    await expect.poll(waiting).toBe(1);
    await fleet[Symbol.asyncDispose]();
    const [held, dialling] = await Promise.all(calls);
    expect(held).toMatchObject({ ok: true, value: { ending: { kind: 'connection-lost' } } });
    expect(dialling).toMatchObject({ ok: false, failure: { kind: 'host-unreachable' } });
    await new Promise<void>((resolve) => void silent.close(() => resolve()));
    await expect.poll(openSockets).toBe(0);
    const after = await fleet.runner('s1').run(contextOf(), command('hold'));
    expect(after).toMatchObject({ ok: false, failure: { kind: 'host-unreachable' } });
  });
});

describe('a jump host', () => {
  const jumpLab = async (lab: Lab, jumpKnown?: string) => {
    const bastion = await lab.server({ forwards: true, hostKeys: [KEYS.otherHost.private] });
    const known = jumpKnown ?? `[127.0.0.1]:${bastion.port} ${KEYS.otherHost.public}\n`;
    const jump = await lab.target(bastion, { known });
    const inner = [await lab.server({ script }), await lab.server({ script })];
    const [first, second] = inner;
    if (first === undefined || second === undefined) throw new Error('no servers');
    const servers = { s1: await lab.target(first, { jump }), s2: await lab.target(second, { jump }) };
    return { bastion, first, second, fleet: lab.fleet({ servers }) };
  };

  it('given two servers behind it, then both are reached through one connection to it', async ({ expect }) => {
    await using lab = await Lab.open();
    const { bastion, first, second, fleet } = await jumpLab(lab);
    const ran = await Promise.all(['s1', 's2'].map((name) => fleet.runner(name).output(contextOf(), command('probe'))));
    expect(ran).toEqual([fine, fine]);
    expect([bastion.signedIn(), first.signedIn(), second.signedIn()]).toEqual([1, 1, 1]);
    expect(bastion.received).toEqual([]);
  });

  it('given a wrong key of the jump host, then the failure names it and the server that was asked for', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { bastion, first, fleet } = await jumpLab(lab, '# nothing\n');
    const ran = await fleet.runner('s2').run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'host-key-unknown', server: 's2', address: `127.0.0.1:${bastion.port}` },
    });
    expect([bastion.signedIn(), first.accepted()]).toEqual([0, 0]);
  });

  it('given a wrong key of the server behind it, then the failure names the server', async ({ expect }) => {
    await using lab = await Lab.open();
    const { first, fleet } = await jumpLab(lab);
    await lab.target(first, { known: `[127.0.0.1]:${first.port} ${KEYS.otherHost.public}\n` });
    const ran = await fleet.runner('s1').run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'host-key-changed', server: 's1', address: `127.0.0.1:${first.port}` },
    });
  });

  it('given a server that is down behind it, then that server is unreachable', async ({ expect }) => {
    await using lab = await Lab.open();
    const { first, fleet } = await jumpLab(lab);
    await first[Symbol.asyncDispose]();
    const ran = await fleet.runner('s1').run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'host-unreachable',
        address: `127.0.0.1:${first.port}`,
        reason: expect.stringContaining('Channel open failure'),
      },
    });
    expect(await fleet.runner('s2').output(contextOf(), command('probe'))).toEqual(fine);
  });

  it('given a jump host that breaks, then the servers behind it are lost and the next call connects all again', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { bastion, first, fleet } = await jumpLab(lab);
    const runner = fleet.runner('s1');
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    bastion.resetAll();
    await expect.poll(() => first.openConnections()).toBe(0);
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    expect([bastion.signedIn(), first.signedIn()]).toEqual([2, 2]);
    expect(lab.events.map(({ type }) => type)).toEqual(['command-sent', 'reconnecting', 'command-sent']);
  });
});
