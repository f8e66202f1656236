import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { restartedServers, startSimulation } from './support/simulation.ts';

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A webhook on loopback that is busy at its first request. */
async function startWebhook(): Promise<{ readonly url: string; readonly told: readonly Told[]; stop(): void }> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      told.push({ headers: request.headers, body: JSON.parse(await text(request)) as Told['body'] });
      response.writeHead(told.length === 1 ? 503 : 204).end();
    };
    void answer();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/secret-path`, told, stop: () => void server.close() };
}

describe('what is around a rotation', () => {
  it('given hooks and a webhook, when a hook before a restart fails, then nothing of that restart was sent, everybody is told, and the resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 12 });
    const webhook = await startWebhook();
    const [calls, block] = [join(simulation.directory, 'calls.ndjson'), join(simulation.directory, 'block')];
    writeFileSync(block, '');
    const hook = (after: string): string =>
      JSON.stringify({ command: ['/bin/sh', '-c', `cat >> ${calls}; echo "env $HOOK_WORD $HIDDEN"; ${after}`] });
    appendFileSync(
      simulation.inventory,
      [
        '',
        '    hooks:',
        '      environment: [HOOK_WORD]',
        `      before-run: ${hook('true')}`,
        `      before-restart: ${hook(`test ! -e ${block}`)}`,
        `      after-restart: ${hook('exit 9')}`,
        `      after-run: ${hook('true')}`,
        `      on-failure: ${hook('true')}`,
        `    notify: [{url: "${webhook.url}", tokenVariable: HOOK_TOKEN}]`,
        '',
      ].join('\n'),
    );
    const environment = { HOOK_WORD: 'seen', HIDDEN: 'not-for-hooks', HOOK_TOKEN: 'token-of-the-test' };

    const stopped = await keyturn(rotateArguments(simulation), { environment });
    const restartedAtStop = await restartedServers(simulation);
    rmSync(block);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'), { environment });
    webhook.stop();

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(restartedAtStop).toEqual([]);
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toMatch(
      /hook before-restart of s1 \(\/bin\/sh\) ended with exit code 1.* it said: env seen .*--resume/,
    );
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(resumed.stdout).toMatch(/hook after-restart of s1 \(\/bin\/sh\) ended with exit code 9/);
    const called = readFileSync(calls, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { hook: string; server?: string; runId?: string; exitCode?: number });
    const restarts = await restartedServers(simulation);
    expect(called.map(({ hook: name }) => name)).toEqual([
      'before-run',
      'before-restart',
      'on-failure',
      'before-run',
      ...restarts.flatMap(() => ['before-restart', 'after-restart']),
      'after-run',
    ]);
    expect(called[1]).toMatchObject({ schema: 'keyturn.hook/1', cluster: 'simulated', server: 's1' });
    expect(new Set(called.map(({ runId }) => runId)).size).toBe(1);
    expect(called[2]).toMatchObject({ exitCode: 4, outcome: { kind: 'stopped-resumable' } });
    expect(webhook.told.map(({ body }) => body['ends'])).toEqual([['stopped'], ['stopped'], ['done']]);
    expect(webhook.told[2]).toMatchObject({
      headers: { authorization: 'Bearer token-of-the-test', 'content-type': 'application/json' },
      body: {
        schema: 'keyturn.notification/1',
        cluster: 'simulated',
        text: expect.stringContaining('the proof holds'),
        event: { type: 'run-ended', outcome: { kind: 'done' }, summary: { cluster: 'simulated' } },
      },
    });
    const written = [stopped, resumed].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(written).toContain('told http://127.0.0.1:');
    expect(written).not.toMatch(/token-of-the-test|secret-path|not-for-hooks/);
  });
});
