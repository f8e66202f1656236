import { createHmac } from 'node:crypto';

import { describe, it } from 'vitest';

import { exit } from '../support/ssh-server.ts';
import { command, contextOf, KEYS, Lab } from './fleet-fixture.ts';

const script = { probe: exit(0, { stdout: 'fine' }) };
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** The first two words of a public key's line. */
function keyWords(publicKey: string): string {
  return publicKey.split(' ').slice(0, 2).join(' ');
}

describe('the host key of a connection', () => {
  it('given the recorded key, when a command runs, then it runs', async ({ expect }) => {
    await using lab = await Lab.open();
    const { runner } = await lab.runner(script);
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: 'fine' });
  });

  it('given a hashed entry, when a command runs, then it runs', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const salt = Buffer.from('twenty bytes of salt');
    const hash = createHmac('sha1', salt).update(`[127.0.0.1]:${server.port}`).digest('base64');
    const known = `|1|${salt.toString('base64')}|${hash} ${keyWords(KEYS.host.public)}\n`;
    const runner = lab.runnerTo(await lab.target(server, { known }));
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: 'fine' });
  });

  it('given no entry, when a command is to run, then the key is unknown and nothing was sent', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server, { known: '# nothing\n' });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toEqual({
      ok: false,
      failure: {
        kind: 'host-key-unknown',
        server: 's1',
        address: `127.0.0.1:${server.port}`,
        keyType: 'ssh-ed25519',
        fingerprint: expect.stringMatching(FINGERPRINT),
        files: target.knownHosts,
        record: `[127.0.0.1]:${server.port} ${keyWords(KEYS.host.public)}`,
      },
    });
    expect([server.received, server.offeredKeys, lab.events]).toEqual([[], [], []]);
  });

  it.for([
    ['another key', 'host-key-changed', (port: number) => `[127.0.0.1]:${port} ${keyWords(KEYS.otherHost.public)}\n`],
    [
      'a key of another type',
      'host-key-changed',
      (port: number) => `[127.0.0.1]:${port} ${keyWords(KEYS.ecdsaHost.public)}\n`,
    ],
    [
      'the key marked as revoked',
      'host-key-revoked',
      (port: number) => `@revoked [127.0.0.1]:${port} ${keyWords(KEYS.host.public)}\n`,
    ],
  ] as const)('given %s on record, then the failure is %s and names the line', async ([, kind, known], { expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server, { known: known(server.port) });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: { kind, keyType: 'ssh-ed25519', recordedAt: `${target.knownHosts[0]}:1` },
    });
    expect(server.offeredKeys).toEqual([]);
  });

  it('given a host with two keys of which the less preferred is recorded, then it is asked for that one', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, hostKeys: [KEYS.host.private, KEYS.ecdsaHost.private] });
    const known = `[127.0.0.1]:${server.port} ${keyWords(KEYS.ecdsaHost.public)}\n`;
    const runner = lab.runnerTo(await lab.target(server, { known }));
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: 'fine' });
  });

  it('given a known_hosts file that is missing, then nobody is connected to', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server);
    const missing = `${lab.directory}/missing`;
    const fleet = lab.fleet({ servers: { s1: { ...target, knownHosts: [...target.knownHosts, missing] } } });
    const ran = await fleet.runner('s1').run(contextOf(), command('probe'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        kind: 'known-hosts-unreadable',
        server: 's1',
        file: missing,
        reason: expect.stringContaining('ENOENT'),
      },
    });
    expect(server.accepted()).toBe(0);
  });

  it('given new session keys in the middle, then the same key is accepted again and commands go on', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const { server, runner } = await lab.runner(script);
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: 'fine' });
    await server.rekey();
    expect(await runner.output(contextOf(), command('probe'))).toEqual({ ok: true, value: 'fine' });
    expect(server.signedIn()).toBe(1);
  });
});
