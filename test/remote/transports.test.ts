import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, it } from 'vitest';

import type { Transport } from '../../src/model/cluster.ts';
import type { CommandFailure, ConnectionFailure } from '../../src/model/failures/host.ts';
import type { Result } from '../../src/model/result.ts';
import type { CommandResult } from '../../src/remote/command-result.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { HAS_SSHD } from '../simulator/ssh/real-sshd.ts';
import { contextOf, KEYS, Lab } from './fleet-fixture.ts';
import { startShellSshd, type ShellSshd } from './shell-sshd.ts';

let directory: string;
let sshd: ShellSshd;

beforeAll(async () => {
  if (!HAS_SSHD) return;
  directory = mkdtempSync(join(tmpdir(), 'keyturn-transports-'));
  sshd = await startShellSshd(directory);
});

afterAll(async () => {
  if (!HAS_SSHD) return;
  await sshd[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

function script(text: string, more: Partial<RemoteCommand> = {}): RemoteCommand {
  return { name: 'test', body: { script: text }, privileged: false, mutates: false, ...more };
}

type Ran = Result<CommandResult, ConnectionFailure | CommandFailure>;

async function run(transport: Transport, command: RemoteCommand): Promise<Ran> {
  await using lab = await Lab.open();
  const fleet = lab.fleet({ servers: { s1: sshd.target(transport) } });
  return await fleet.runner('s1').run(contextOf(), command);
}

const TRANSPORTS: readonly Transport[] = ['ssh2', 'openssh', 'local'];

describe.runIf(HAS_SSHD).each(TRANSPORTS)('the transport %s', (transport) => {
  it('gives output, error output and exit status, each by itself', async ({ expect }) => {
    expect(await run(transport, script('printf out; printf err >&2; exit 3'))).toMatchObject({
      ok: true,
      value: { stdout: 'out', stderr: 'err', ending: { kind: 'exited', exitCode: 3 }, droppedBytes: 0 },
    });
  });

  it("tells a command's own 255 from a connection that failed", async ({ expect }) => {
    expect(await run(transport, script('exit 255'))).toMatchObject({
      value: { ending: { kind: 'exited', exitCode: 255 } },
    });
  });

  it('takes words to the command as they are', async ({ expect }) => {
    const words = ['a b', "it's", '"$HOME"', '\\', '*', 'ü', 'new\nline', '-x', ''];
    const ran = await run(transport, { ...script(''), body: { argv: ['printf', '[%s]', ...words] } });
    expect(ran).toMatchObject({ value: { stdout: words.map((word) => `[${word}]`).join('') } });
  });

  it('gives a command its whole input, and one that does not read none', async ({ expect }) => {
    const stdin = 'x'.repeat(1_000_000);
    const counted = await run(transport, script('wc -c', { stdin }));
    expect(counted.ok && counted.value.stdout.trim()).toBe('1000000');
    expect(await run(transport, script('exec <&-; exit 4', { stdin }))).toMatchObject({
      value: { ending: { kind: 'exited', exitCode: 4 } },
    });
  });

  it('given a command that changes something and prints too much, keeps head and tail, and its ending', async ({
    expect,
  }) => {
    const command = script('echo head; head -c 300000 /dev/zero | tr "\\0" x; echo tail; exit 4', {
      maxStdoutBytes: 1000,
      mutates: true,
    });
    const ran = await run(transport, command);
    expect(ran.ok && ran.value.stdout).toMatch(/^head\nx+\n\[\d+ bytes\]\nx+tail\n$/);
    expect(ran).toMatchObject({ value: { ending: { kind: 'exited', exitCode: 4 } } });
  });

  it('given a question whose answer has no end, reads the bound and no more', async ({ expect }) => {
    const ran = await run(transport, script('exec cat /dev/zero', { maxStdoutBytes: 200_000 }));
    expect(ran).toMatchObject({ value: { ending: { kind: 'out-of-bounds', bound: 'bytes', limit: 200_000 } } });
  });

  it.for([
    ['nothing', 'sleep 60', { firstByteMs: 300 }, 'first-byte', 300],
    ['no end', 'echo begun; sleep 60', { firstByteMs: 30_000, timeoutMs: 5000 }, 'total', 5000],
  ] as const)(
    'given a command with %s, stops waiting at its deadline',
    async ([, text, limits, phase, afterMs], { expect }) => {
      const ran = await run(transport, script(text, limits));
      expect(ran).toMatchObject({ value: { ending: { kind: 'timed-out', phase, afterMs } } });
    },
  );

  it('given an operator who gives up, stops waiting', async ({ expect }) => {
    await using lab = await Lab.open();
    const controller = new AbortController();
    const begun = join(lab.directory, 'begun');
    const runner = lab.runnerTo(sshd.target(transport));
    const ran = runner.run(contextOf(controller), script(`touch ${begun}; sleep 60`));
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
    controller.abort();
    expect(await ran).toMatchObject({ value: { ending: { kind: 'cancelled' } } });
  });

  it('runs many commands at a time, each with its own output', async ({ expect }) => {
    await using lab = await Lab.open();
    const runner = lab.runnerTo(sshd.target(transport));
    const numbers = Array.from({ length: 14 }, (_, index) => String(index));
    const outputs = numbers.map((number) => runner.output(contextOf(), script(`echo ${number}`)));
    expect(await Promise.all(outputs)).toEqual(numbers.map((number) => ({ ok: true, value: `${number}\n` })));
  });
});

describe.runIf(HAS_SSHD).each(['ssh2', 'openssh'] as const)('the transport %s, over a network', (transport) => {
  it('given a connection lost under a command, then its end is unclear, and the next one connects anew', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const runner = lab.runnerTo(sshd.target(transport));
    const begun = join(lab.directory, 'begun');
    const ran = runner.output(contextOf(), script(`touch ${begun}; sleep 60`, { mutates: true }));
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
    sshd.cutConnections();
    expect(await ran).toMatchObject({ ok: false, failure: { kind: 'connection-lost', server: 's1' } });
    expect(await runner.output(contextOf(), script('echo again'))).toEqual({ ok: true, value: 'again\n' });
    expect(lab.events.map(({ type }) => type)).toEqual(['command-sent', 'reconnecting', 'command-sent']);
  });

  it.for([
    ['unknown', '# nothing\n', { kind: 'host-key-unknown' }],
    ['another one', `* ${KEYS.host.public}\n`, { kind: 'host-key-changed' }],
  ] as const)('given a host key that is %s, then nothing is sent', async ([, known, wanted], { expect }) => {
    await using lab = await Lab.open();
    const target = sshd.target(transport, { known });
    const ran = await lab.runnerTo(target).run(contextOf(), script('echo sent'));
    expect(ran).toMatchObject({
      ok: false,
      failure: {
        ...wanted,
        server: 's1',
        keyType: 'ssh-ed25519',
        fingerprint: expect.stringMatching(/^SHA256:/) as string,
      },
    });
    expect(lab.events).toEqual([]);
  });

  it('given a key that the server does not accept, then it says which one was offered', async ({ expect }) => {
    await using lab = await Lab.open();
    const target = sshd.target(transport);
    const identityFile = await lab.write('id_other', KEYS.otherUser.private);
    const asWritten = { ...target.asWritten, identityFile };
    const ran = await lab
      .runnerTo({ ...target, identityFiles: [identityFile], asWritten })
      .run(contextOf(), script('echo sent'));
    expect(ran).toMatchObject({
      failure: {
        kind: 'authentication-failed',
        sources: expect.arrayContaining([
          expect.objectContaining({ source: 'file', path: identityFile, state: 'offered' }),
        ]) as unknown,
      },
    });
  });

  it('given nobody at the port, then the host is not reached', async ({ expect }) => {
    await using lab = await Lab.open();
    const target = sshd.target(transport);
    const nobody = { ...target, port: 1, asWritten: { ...target.asWritten, port: 1 } };
    const runner = lab.runnerTo(nobody);
    expect(await runner.run(contextOf(), script('true'))).toMatchObject({
      failure: {
        kind: 'host-unreachable',
        address: '127.0.0.1:1',
        reason: expect.stringMatching(/refused/i) as string,
      },
    });
  });

  it('given a jump host, then the server is reached through it, and both host keys are checked', async ({ expect }) => {
    await using lab = await Lab.open();
    const server = sshd.target(transport);
    const through = { ...server, jump: server, asWritten: { ...server.asWritten, jump: server.asWritten } };
    const runner = lab.runnerTo(through);
    expect(await runner.output(contextOf(), script('echo through'))).toEqual({ ok: true, value: 'through\n' });

    const stranger = await lab.write('known_hosts_of_nobody', '');
    const jump = { ...server, knownHosts: [stranger] };
    const asWritten = { ...server.asWritten, jump: { ...server.asWritten, knownHosts: [stranger] } };
    const refused = lab.runnerTo({ ...server, jump, asWritten });
    expect(await refused.run(contextOf(), script('echo sent'))).toMatchObject({
      failure: { kind: 'host-key-unknown' },
    });
  });
});

describe.runIf(HAS_SSHD)('the transport openssh', () => {
  it('given a command that a signal ends, then its end is unclear, because ssh does not tell', async ({ expect }) => {
    expect(await run('openssh', script('kill -9 $$'))).toMatchObject({
      value: { ending: { kind: 'connection-lost' } },
    });
  });

  it('given its end, then neither a process nor a file of it stays', async ({ expect }) => {
    const runtime = mkdtempSync(join(tmpdir(), 'kt-run-'));
    const before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = runtime;
    try {
      await using lab = await Lab.open();
      const fleet = lab.fleet({ servers: { s1: sshd.target('openssh') } });
      await fleet.runner('s1').run(contextOf(), script('true'));
      const [control = ''] = readdirSync(runtime);
      expect(readdirSync(join(runtime, control)).filter((name) => name.startsWith('master'))).toHaveLength(1);
      await fleet[Symbol.asyncDispose]();
      expect(readdirSync(runtime)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = before;
      rmSync(runtime, { recursive: true });
    }
  });

  it('given a jump host of ssh_config that accepts any key there, then its key is checked all the same', async ({
    expect,
  }) => {
    await using lab = await Lab.open();
    const target = sshd.target('openssh');
    const { port, user, identityFile } = target.asWritten;
    const config = await lab.write(
      'config',
      [
        `Host *\n  User ${user}\n  Port ${port}\n  IdentityFile ${identityFile}\n  IdentityAgent none`,
        `Host lenient\n  HostName 127.0.0.1\n  StrictHostKeyChecking no\n  UserKnownHostsFile ${join(lab.directory, 'none')}`,
        'Host cp1\n  HostName 127.0.0.1\n  ProxyJump lenient\n',
      ].join('\n'),
    );
    const asWritten = { ...target.asWritten, host: 'cp1', port: undefined, identityFile: undefined, config };
    const runner = lab.runnerTo({ ...target, asWritten });
    expect(await runner.run(contextOf(), script('echo sent'))).toMatchObject({ failure: { kind: 'host-key-unknown' } });
    expect(existsSync(join(lab.directory, 'none'))).toBe(false);
  });
});

describe.runIf(HAS_SSHD)('the transport local', () => {
  it('given a command that a signal ends, then its shell says so', async ({ expect }) => {
    expect(await run('local', script('kill -9 $$'))).toMatchObject({
      value: { ending: { kind: 'exited', exitCode: 137 } },
    });
  });

  it("gives a command nothing of keyturn's own environment", async ({ expect }) => {
    process.env['KEYTURN_TEST_ONLY'] = 'leaked';
    const ran = await run('local', script('echo "$KEYTURN_TEST_ONLY:$PATH"'));
    delete process.env['KEYTURN_TEST_ONLY'];
    expect(ran.ok && ran.value.stdout).toMatch(/^:\/usr\/local\/sbin:/);
  });

  it('given a server that is another machine, then nothing is run', async ({ expect }) => {
    await using lab = await Lab.open();
    const target = sshd.target('local');
    const other = { ...target, asWritten: { ...target.asWritten, host: 'another-machine' } };
    const runner = lab.runnerTo(other);
    expect(await runner.run(contextOf(), script('echo sent'))).toMatchObject({
      failure: { kind: 'not-this-machine', server: 's1', hostname: hostname() },
    });
    expect(lab.events).toEqual([]);
  });
});
