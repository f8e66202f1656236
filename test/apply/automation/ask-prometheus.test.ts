import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import { askPrometheus } from '../../../src/apply/automation/ask-prometheus.ts';
import type { AlertGate } from '../../../src/model/automation.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-prometheus-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const QUIET = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } });
const NO_TOKEN = { file: undefined, variable: undefined };
const NEVER = new AbortController().signal;

function gateAt(prometheus: string, more: Partial<AlertGate> = {}): AlertGate {
  const none = { only: undefined, ignore: undefined, labels: {}, watchdog: undefined, caFile: undefined };
  return { ...none, prometheus, token: NO_TOKEN, deadlineMs: 60_000, ...more };
}

/** The origin of a server on loopback that is gone when the test is over. */
async function listen(server: Server, scheme: 'http' | 'https'): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
}

function serving(answer: RequestListener): Promise<string> {
  return listen(createServer(answer), 'http');
}

const ask = (gate: AlertGate, environment: NodeJS.ProcessEnv = {}, signal = NEVER) =>
  askPrometheus(gate, { environment, signal });

describe('a question to Prometheus', () => {
  it('given an address with a path and a token, both are used, and the expression is a parameter', async ({
    expect,
  }) => {
    const asked: IncomingMessage[] = [];
    const origin = await serving((request, response) => {
      asked.push(request);
      response.end(QUIET);
    });
    const gate = gateAt(`${origin}/prometheus/`, { ignore: 'Watchdog', token: { ...NO_TOKEN, variable: 'TOKEN' } });

    const answer = await ask(gate, { TOKEN: 'token-of-the-test' });

    expect(answer).toEqual({ kind: 'asked', firing: [] });
    const { pathname, searchParams } = new URL(asked[0]?.url ?? '', origin);
    expect(pathname).toBe('/prometheus/api/v1/query');
    expect(searchParams.get('query')).toContain('alertname!~"Watchdog"');
    expect(asked[0]?.headers.authorization).toBe('Bearer token-of-the-test');
  });

  it.for<readonly [string, RequestListener, RegExp]>([
    [
      'a redirection',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /^status 302$/,
    ],
    ['a refusal', (_, response) => response.writeHead(401).end('Unauthorized'), /^status 401$/],
    ['an endless answer', (_, response) => endless(response), /^the answer is larger than 1 MiB$/],
    ['half of an answer', (_, response) => halfOf(response), /^ECONNRESET$/],
  ])('given %s, is not answered', async ([, answer, reason], { expect }) => {
    const answered = await ask(gateAt(await serving(answer)));
    expect(answered).toEqual({ kind: 'unasked', reason: expect.stringMatching(reason) });
  });

  it('given no answer, ends by its deadline, or at once when the command is stopped', async ({ expect }) => {
    const silent = await serving(() => undefined);
    expect(await ask(gateAt(silent, { deadlineMs: 1 }))).toEqual({ kind: 'unasked', reason: 'no answer in time' });
    expect(await ask(gateAt(silent), {}, AbortSignal.abort())).toMatchObject({ kind: 'unasked' });
  });

  it.for<readonly [string, Partial<AlertGate>, RegExp]>([
    ['nobody who listens', {}, /^ECONNREFUSED$/],
    ['a token that is not there', { token: { ...NO_TOKEN, variable: 'TOKEN' } }, /^the variable TOKEN is not set$/],
    [
      'a token file that is not there',
      { token: { ...NO_TOKEN, file: '/nonexistent/t' } },
      /^\/nonexistent\/t: ENOENT$/,
    ],
    ['certificates that are not there', { caFile: '/nonexistent/ca' }, /^\/nonexistent\/ca: ENOENT$/],
  ])('given %s, is not answered', async ([, more, reason], { expect }) => {
    const answered = await ask(gateAt('http://127.0.0.1:1', more));
    expect(answered).toEqual({ kind: 'unasked', reason: expect.stringMatching(reason) });
  });

  it('given HTTPS, the certificate is checked, by the file of the inventory where there is one', async ({ expect }) => {
    const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    spawnSync('openssl', [...made, ...names, '-keyout', key, '-out', certificate]);
    const secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
      response.end(QUIET);
    });
    const origin = await listen(secure, 'https');

    expect(await ask(gateAt(origin, { caFile: certificate }))).toEqual({ kind: 'asked', firing: [] });
    expect(await ask(gateAt(origin))).toEqual({ kind: 'unasked', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    writeFileSync(certificate, '');
    expect(await ask(gateAt(origin, { caFile: certificate }))).toMatchObject({ kind: 'unasked' });
  });
});

/** Writes for as long as somebody reads. */
function endless(response: Parameters<RequestListener>[1]): void {
  const write = (): void => {
    if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(write));
  };
  write();
}

function halfOf(response: Parameters<RequestListener>[1]): void {
  response.writeHead(200, { 'content-length': '1000' });
  response.write(QUIET, () => response.destroy());
}
