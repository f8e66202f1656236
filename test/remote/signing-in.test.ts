import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { createRedactor } from '../../src/remote/redaction.ts';
import { startSshAgent } from '../support/ssh-agent.ts';
import { exit } from '../support/ssh-server.ts';
import { command, contextOf, KEYS, Lab, LOCKED_USER_KEY, PASSPHRASE } from './fleet-fixture.ts';
import { ed25519Pair } from '../support/ssh-key.ts';

const script = { probe: exit(0, { stdout: 'fine' }) };
const fine = { ok: true, value: 'fine' };

describe('signing in', () => {
  it('given a key the server does not know, then authentication failed, with what was tried', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, authorized: [KEYS.otherUser.public] });
    const runner = lab.runnerTo(await lab.target(server));
    const ran = await runner.run(contextOf(), command('probe'));
    expect(ran).toEqual({
      ok: false,
      failure: {
        kind: 'authentication-failed',
        server: 's1',
        address: `127.0.0.1:${server.port}`,
        user: 'ops',
        sources: [
          { source: 'file', path: join(lab.directory, 'id_user'), state: 'offered', keys: 0, reason: '' },
          { source: 'agent', path: '', state: 'unset', keys: 0, reason: '' },
        ],
      },
    });
  });

  it('given no identity and no agent, then authentication failed', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server, { identityFiles: [] });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed', sources: [{ source: 'agent', state: 'unset' }] },
    });
  });

  it.for([
    ['is missing', undefined, 'ENOENT'],
    ['is no key', 'not a key\n', 'Unsupported key format'],
    ['is a public key', KEYS.user.public, 'not a private key'],
  ])('given an identity file that %s, then it is unreadable, with the reason', async ([, text, reason], { expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const file = text === undefined ? join(lab.directory, 'missing') : await lab.write('id_odd', text);
    const target = await lab.target(server, { identityFiles: [file] });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toEqual({
      ok: false,
      failure: { kind: 'identity-unreadable', server: 's1', file, reason: expect.stringContaining(reason ?? '') },
    });
  });

  it('given an encrypted key and its passphrase, then it is asked for once for all servers, and never shown', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const authorized = [LOCKED_USER_KEY.public];
    const leak = { probe: exit(0, { stdout: `passphrase: ${PASSPHRASE}` }) };
    const servers = [await lab.server({ script: leak, authorized }), await lab.server({ script: leak, authorized })];
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    const asked: string[] = [];
    const fleet = lab.fleet({
      servers: {
        s1: await lab.target(servers[0] ?? { port: 0 }, { identityFiles: [identityFile] }),
        s2: await lab.target(servers[1] ?? { port: 0 }, { identityFiles: [identityFile] }),
      },
      askPassphrase: async (file) => {
        asked.push(file);
        return PASSPHRASE;
      },
      redactor: createRedactor(),
    });
    const shown = { ok: true, value: 'passphrase: [redacted]' };
    const ran = await Promise.all(['s1', 's2'].map((name) => fleet.runner(name).output(contextOf(), command('probe'))));
    expect(ran).toEqual([shown, shown]);
    expect(asked).toEqual([identityFile]);
  });

  it('given an encrypted key and nobody to ask, then the identity is unreadable and says why', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    const target = await lab.target(server, { identityFiles: [identityFile] });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'identity-unreadable', reason: expect.stringContaining('no passphrase given') },
    });
    expect(server.accepted()).toBe(0);
  });

  it('given a wrong passphrase, then it is asked for again, three times at most', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, authorized: [LOCKED_USER_KEY.public] });
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    const target = await lab.target(server, { identityFiles: [identityFile] });
    let asked = 0;
    const answers = ['wrong one', 'wrong two', 'wrong three', 'wrong four', PASSPHRASE];
    const fleet = lab.fleet({ servers: { s1: target }, askPassphrase: async () => answers[asked++] });
    const ran = await fleet.runner('s1').output(contextOf(), command('probe'));
    expect(ran).toMatchObject({ ok: false, failure: { kind: 'identity-unreadable' } });
    expect(asked).toBe(3);
    expect(await fleet.runner('s1').output(contextOf(), command('probe'))).toEqual(fine);
    expect(asked).toBe(5);
  });

  it('given only an agent, then its key signs in', async ({ expect }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.otherUser.private, KEYS.user.private]);
    const server = await lab.server({ script });
    const target = await lab.target(server, { identityFiles: [], agent: agent.socket });
    expect(await lab.runnerTo(target).output(contextOf(), command('probe'))).toEqual(fine);
  });

  it('given an encrypted key that nobody opens and an agent that holds it, then the agent signs in', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.user.private]);
    const server = await lab.server({ script });
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    const target = await lab.target(server, { identityFiles: [identityFile], agent: agent.socket });
    expect(await lab.runnerTo(target).output(contextOf(), command('probe'))).toEqual(fine);
  });

  it('given an agent with many keys, then the identity comes first and five keys are offered at most', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const many = Array.from({ length: 9 }, () => ed25519Pair().private);
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.user.private, ...many]);
    const server = await lab.server({ script, authorized: [KEYS.otherUser.public] });
    const target = await lab.target(server, { agent: agent.socket });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'authentication-failed',
        sources: [
          { source: 'file', state: 'offered' },
          { source: 'agent', state: 'offered', keys: 4 },
          { source: 'agent', state: 'left-out', keys: 5 },
        ],
      },
    });
    expect(server.offeredKeys).toHaveLength(5);
    expect(new Set(server.offeredKeys).size).toBe(5);
    expect(server.offeredKeys[0]).toBe(KEYS.user.public.split(' ')[1]);
  });

  it('given an agent that is not there, then authentication failed and nothing crashed', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, authorized: [KEYS.otherUser.public] });
    const target = await lab.target(server, { agent: join(lab.directory, 'no-agent') });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'authentication-failed',
        sources: [
          { source: 'file', state: 'offered' },
          { source: 'agent', state: 'unreachable', reason: expect.stringContaining('ENOENT') as string },
        ],
      },
    });
  });
});

describe('a host that cannot be reached', () => {
  it('given a closed port, then it is refused', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server();
    const target = await lab.target(server);
    await server[Symbol.asyncDispose]();
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'host-unreachable',
        address: `127.0.0.1:${target.port}`,
        reason: expect.stringContaining('ECONNREFUSED'),
      },
    });
  });

  it('given a name that does not resolve, then the reason is that of the name service', async ({ expect }) => {
    await using lab = await Lab.open();
    const target = { ...(await lab.target({ port: 22 })), host: 'no-such-host.invalid' };
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'host-unreachable',
        address: 'no-such-host.invalid:22',
        reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      },
    });
  });

  it('given a server that accepts and says nothing, then the handshake has a deadline', async ({ expect }) => {
    await using lab = await Lab.open();
    const silent = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const fleet = lab.fleet({ servers: { s1: await lab.target({ port }) }, timing: { connectTimeoutMs: 100 } });
    const ran = await fleet.runner('s1').run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind: 'host-unreachable', reason: 'no SSH session after 100 ms' },
    });
    await new Promise<void>((resolve) => void silent.close(() => resolve()));
  });

  it('given a failure, when the host is there again, then the next call connects', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server, { known: '# not yet\n' });
    const runner = lab.runnerTo(target);
    expect((await runner.output(contextOf(), command('probe'))).ok).toBe(false);
    await lab.target(server);
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
  });
});
