import { describe, expect, it } from 'vitest';

import { apiserverCommand, etcdCommand, send, sendForJson } from '../../src/cluster/http.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus } from '../support/fake-runner.ts';
import { APISERVER, ETCD } from './targets.ts';

const VERSION = apiserverCommand('version', APISERVER, { method: 'GET', path: '/version' });

describe('a request to an apiserver', () => {
  it('is made by curl as root on the server, with the client certificate that lies there', () => {
    const { lines } = sentTo(VERSION);
    const tls = '/var/lib/rancher/rke2/server/tls';
    expect(lines).toEqual([
      `env LC_ALL=C sudo -n curl -q --noproxy '*' -sS --max-time 20 --cacert ${tls}/server-ca.crt --cert ${tls}/client-admin.crt --key ${tls}/client-admin.key https://127.0.0.1:6443/version -w '\\n%{http_code}'`,
    ]);
  });

  it.each([
    ['GET', false],
    ['PATCH', true],
    ['DELETE', true],
  ] as const)('%s: changes something is %s', (method, mutates) => {
    expect(apiserverCommand('any', APISERVER, { method, path: '/x' }).mutates).toBe(mutates);
  });

  it('quotes a body for the shell', () => {
    const command = apiserverCommand('any', APISERVER, {
      method: 'POST',
      path: '/x',
      headers: ['A: b c'],
      body: `{"a":"it's"}`,
    });
    expect(sentTo(command).lines[0]).toContain(`-X POST -H 'A: b c' --data-binary '{"a":"it'\\''s"}'`);
  });
});

describe('a question to etcd', () => {
  it('shows the etcd client certificate and changes nothing, although it is a POST', () => {
    const command = etcdCommand('etcd status', ETCD, { path: '/v3/maintenance/status', body: {} });
    expect(command.mutates).toBe(false);
    expect(sentTo(command).lines[0]).toContain('--key /var/lib/rancher/rke2/server/tls/etcd/client.key -X POST');
  });
});

describe('an answer', () => {
  it('is told apart from the status on its last line', async () => {
    const runner = fakeRunner([['version', 'a\nb\n\n201']]);
    expect(await send(fakeContext(), runner, VERSION)).toEqual({ ok: true, value: { status: 201, body: 'a\nb\n' } });
  });

  it.each([
    ['refused', 7],
    ['timed out', 28],
    ['cut', 56],
  ])('given a connection that is %s, is status 0 and no failure', async (_, exitCode) => {
    const runner = fakeRunner([['version', { exitCode, stdout: '\n000', stderr: `curl: (${exitCode}) ...` }]]);
    expect(await send(fakeContext(), runner, VERSION)).toMatchObject({ ok: true, value: { status: 0 } });
  });

  it('given a certificate that curl cannot read, fails with the words of curl', async () => {
    const stderr = 'curl: (58) could not load PEM client certificate';
    const runner = fakeRunner([['version', { exitCode: 58, stdout: '\n000', stderr }]]);
    expect(await send(fakeContext(), runner, VERSION)).toMatchObject({
      ok: false,
      failure: { kind: 'command-failed', exitCode: 58, stderr },
    });
  });

  it('given nobody who answers, keeps what curl says of it', async () => {
    const stderr = 'curl: (7) Failed to connect to 127.0.0.1 port 6443: Connection refused';
    const runner = fakeRunner([['version', { exitCode: 7, stdout: '\n000', stderr }]]);
    expect(await sendForJson(fakeContext(), runner, VERSION)).toMatchObject({
      failure: { kind: 'http-error', status: 0, message: stderr },
    });
  });

  it('given sudo that wants a password, says so', async () => {
    const runner = fakeRunner([['version', { exitCode: 1, stderr: 'sudo: a password is required' }]]);
    expect(await send(fakeContext(), runner, VERSION)).toMatchObject({
      ok: false,
      failure: { kind: 'sudo-needs-password' },
    });
  });

  it('given an error of Kubernetes, fails with its message', async () => {
    const message = 'secrets "x" not found';
    const runner = fakeRunner([['version', kubernetesStatus(404, 'NotFound', message)]]);
    expect(await sendForJson(fakeContext(), runner, VERSION)).toEqual({
      ok: false,
      failure: { kind: 'http-error', server: 's1', request: 'version', status: 404, message },
    });
  });

  it('given a 200 that is no JSON, fails and keeps the text', async () => {
    const runner = fakeRunner([['version', httpAnswer(200, '<html>proxy</html>')]]);
    expect(await sendForJson(fakeContext(), runner, VERSION)).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected-output', expected: 'JSON', raw: '<html>proxy</html>' },
    });
  });
});

function sentTo(command: typeof VERSION) {
  const runner = fakeRunner([[command.name, '{}\n200']]);
  return { lines: [runner.line(command)] };
}
