import { chmod } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { startSshAgent } from '../support/ssh-agent.ts';
import { exit } from '../support/ssh-server.ts';
import { command, contextOf, KEYS, Lab, LOCKED_USER_KEY, PASSPHRASE } from './fleet-fixture.ts';

const script = { probe: exit(0, { stdout: 'fine' }) };
const fine = { ok: true, value: 'fine' };

describe('the keys that are tried', () => {
  it('given an agent without keys, then it is told from one that does not answer', async ({ expect }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), []);
    const server = await lab.server({ script });
    const target = await lab.target(server, { identityFiles: [], agent: agent.socket });
    const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
    expect(ran).toMatchObject({ ok: false, failure: { sources: [{ source: 'agent', state: 'empty' }] } });
  });

  it("given ssh's usual files, then the agent comes first and absent files are passed over", async ({ expect }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.otherUser.private]);
    const server = await lab.server({ script });
    const target = await lab.target(server, {
      identityFiles: [join(lab.directory, 'id_absent'), join(lab.directory, 'id_user')],
      identitySource: 'defaults',
      agent: agent.socket,
    });
    const runner = lab.runnerTo(target);
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    expect(server.offeredKeys).toEqual([KEYS.otherUser, KEYS.user].map((key) => key.public.split(' ')[1]));
  });

  it("given ssh's usual file with a passphrase, then it is asked for only once the other keys were refused", async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.otherUser.private]);
    const identityFiles = [await lab.write('id_locked', LOCKED_USER_KEY.private)];
    const more = { identityFiles, identitySource: 'defaults', agent: agent.socket } as const;
    const [easy, hard] = [
      await lab.server({ script, authorized: [KEYS.otherUser.public] }),
      await lab.server({ script, authorized: [LOCKED_USER_KEY.public] }),
    ];
    const asked: string[] = [];
    const fleet = lab.fleet({
      servers: { easy: await lab.target(easy, more), hard: await lab.target(hard, more) },
      askPassphrase: async (file) => {
        asked.push(file);
        return PASSPHRASE;
      },
    });
    expect(await fleet.runner('easy').output(contextOf(), command('probe'))).toEqual(fine);
    expect(asked).toEqual([]);
    expect(await fleet.runner('hard').output(contextOf(), command('probe'))).toEqual(fine);
    expect(asked).toEqual(identityFiles);
  });

  it('given the public key of an agent and IdentitiesOnly, then no other key is offered', async ({ expect }) => {
    await using lab = await Lab.open();
    const held = [KEYS.otherUser.private, KEYS.user.private];
    await using agent = await startSshAgent(join(lab.directory, 'agent'), held);
    const server = await lab.server({ script });
    const target = await lab.target(server, {
      identityFiles: [await lab.write('id.pub', KEYS.user.public)],
      identitySource: 'ssh-config',
      identitiesOnly: true,
      agent: agent.socket,
    });
    const runner = lab.runnerTo(target);
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
    expect(server.offeredKeys).toEqual([KEYS.user.public.split(' ')[1]]);
  });

  it('given a locked key that the agent holds, with its public key beside it, then nobody is asked', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    await using agent = await startSshAgent(join(lab.directory, 'agent'), [KEYS.user.private]);
    const server = await lab.server({ script });
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    await lab.write('id_locked.pub', KEYS.user.public);
    const target = await lab.target(server, { identityFiles: [identityFile], agent: agent.socket });
    let asked = 0;
    const fleet = lab.fleet({ servers: { s1: target }, askPassphrase: async () => `${(asked += 1)}` });
    expect(await fleet.runner('s1').output(contextOf(), command('probe'))).toEqual(fine);
    expect(asked).toBe(0);
  });

  it.for([
    [
      'inventory',
      {
        kind: 'identity-unreadable',
        reason: 'others can read it (mode 0644), which ssh does not accept either',
      },
    ],
    ['ssh-config', { kind: 'authentication-failed', sources: [{ state: 'unprotected', reason: '0644' }, {}] }],
  ] as const)(
    'given a private key of the %s that others can read, then it is not used, as with ssh',
    async ([identitySource, failure], { expect }) => {
      await using lab = await Lab.open();
      const server = await lab.server({ script });
      const identityFile = await lab.write('id_open', KEYS.user.private);
      await chmod(identityFile, 0o644);
      const target = await lab.target(server, { identityFiles: [identityFile], identitySource });
      const ran = await lab.runnerTo(target).run(contextOf(), command('probe'));
      expect(ran).toMatchObject({ ok: false, failure });
      expect(server.offeredKeys).toEqual([]);
    },
  );

  it('given a wrong passphrase, then the second question knows it', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script, authorized: [LOCKED_USER_KEY.public] });
    const identityFile = await lab.write('id_locked', LOCKED_USER_KEY.private);
    const target = await lab.target(server, { identityFiles: [identityFile] });
    const asked: boolean[] = [];
    const askPassphrase = async (_file: string, again: boolean): Promise<string> => {
      asked.push(again);
      return again ? PASSPHRASE : 'wrong';
    };
    const fleet = lab.fleet({ servers: { s1: target }, askPassphrase });
    expect(await fleet.runner('s1').output(contextOf(), command('probe'))).toEqual(fine);
    expect(asked).toEqual([false, true]);
  });

  it('given an alias for the host key, then the key is looked up by it', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = await lab.server({ script });
    const target = await lab.target(server, { known: `cluster ${KEYS.host.public}\n`, hostKeyAlias: 'cluster' });
    const runner = lab.runnerTo(target);
    expect(await runner.output(contextOf(), command('probe'))).toEqual(fine);
  });
});
