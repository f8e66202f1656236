import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { agentKeys } from '../../src/remote/agent-keys.ts';
import { KEYS } from './fleet-fixture.ts';

/** An agent that accepts connections, reads what is asked, and never answers. */
async function startMuteAgent(): Promise<AsyncDisposable & { readonly path: string; readonly asked: Promise<Socket> }> {
  const path = join(await mkdtemp(join(tmpdir(), 'keyturn-agent-')), 'agent');
  const server = createServer();
  const asked = once(server, 'connection').then(([socket]: Socket[]) => socket?.resume() as Socket);
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  return {
    path,
    asked,
    [Symbol.asyncDispose]: async () => {
      (await asked).destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

describe('an SSH agent that accepts connections and never answers', () => {
  it('given a listing, then it ends at its deadline and the connection is closed', async ({ expect }) => {
    await using agent = await startMuteAgent();
    const listing = agentKeys(agent.path, 1);
    const closed = once(await agent.asked, 'close');
    expect(await listing).toEqual({ ok: false, failure: 'no answer' });
    await closed;
  });

  it('given a signature asked for, then the process ends nevertheless', async ({ expect }) => {
    await using agent = await startMuteAgent();
    const module = new URL('../../src/remote/agent-keys.ts', import.meta.url).href;
    const asking = `
      import ssh2 from 'ssh2';
      import { ChosenAgentKeys } from ${JSON.stringify(module)};
      const key = ssh2.utils.parseKey(${JSON.stringify(KEYS.user.private)});
      new ChosenAgentKeys(${JSON.stringify(agent.path)}, [key]).sign(key, Buffer.from('data'), () => {});
      process.stdin.resume().once('data', () => process.stdin.destroy());
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', asking], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    await agent.asked;
    child.stdin.write('the agent is asked now\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('given no socket at the path, then the code of the system says so', async ({ expect }) => {
    const path = join(await mkdtemp(join(tmpdir(), 'keyturn-agent-')), 'nothing');
    expect(await agentKeys(path)).toEqual({ ok: false, failure: 'ENOENT' });
  });
});
