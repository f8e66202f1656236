import { describe, expect, it } from 'vitest';

import { canaryName, checkCanary, deleteCanary, tryCanary, writeCanaryCommand } from '../../src/cluster/canary.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus, type FakeReply } from '../support/fake-runner.ts';
import { fakeEtcd, rangeBodyOf } from './fake-etcd.ts';
import { APISERVER, ETCD } from './targets.ts';

const KEY: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-23T20:45:00+01:00' };
const MARK = '0123456789ab rotate';
const STORED = '/registry/secrets/kube-system/keyturn-canary-s2';
const SECRET = httpAnswer(200, {
  kind: 'Secret',
  metadata: { name: 'keyturn-canary-s2' },
  data: { run: Buffer.from(MARK).toString('base64') },
});

function check(replies: { readonly write?: FakeReply; readonly read?: FakeReply; readonly value?: string }) {
  const { write = SECRET, read = SECRET, value = `k8s:enc:aescbc:v1:${KEY.name}:x` } = replies;
  const apiserver = fakeRunner(
    [
      ['write canary', write],
      ['read canary', read],
    ],
    { server: 's2' },
  );
  const etcd = fakeRunner([['etcd range', fakeEtcd([{ key: STORED, value }])]]);
  const answer = checkCanary(fakeContext(), {
    apiserver: { runner: apiserver, target: APISERVER },
    datastore: { runner: etcd, target: ETCD },
    server: 's2',
    mark: MARK,
    knownKeys: [KEY],
  });
  return { answer, apiserver, etcd };
}

describe('a canary that is only tried', () => {
  it('is created in a dry run, which changes nothing, and the words of a refusal are kept', async () => {
    const runner = fakeRunner([['try canary', kubernetesStatus(422, 'Invalid', 'corp: no')]], { server: 's2' });
    expect(await tryCanary(fakeContext(), runner, APISERVER, 's2')).toEqual({
      ok: true,
      value: { server: 's2', status: 422, message: 'corp: no' },
    });
    expect(runner.sent.map(({ mutates }) => mutates)).toEqual([false]);
    expect(runner.lines[0]).toContain('fieldManager=keyturn&force=true&dryRun=All');
  });
});

describe('a canary', () => {
  it('is written by server-side apply, read back through the same apiserver, and looked for in etcd', async () => {
    const { answer, apiserver, etcd } = check({});
    expect(await answer).toEqual({ ok: true, value: KEY });
    expect(apiserver.sent.map(({ name, mutates }) => [name, mutates])).toEqual([
      ['write canary', true],
      ['read canary', false],
    ]);
    expect(apiserver.lines[0]).toContain("-X PATCH -H 'Content-Type: application/apply-patch+yaml'");
    expect(apiserver.lines[0]).toContain('keyturn-canary-s2?fieldManager=keyturn&force=true');
    expect(etcd.sent.map((command) => Buffer.from(rangeBodyOf(command).key, 'base64').toString())).toEqual([STORED]);
  });

  it('given one that lies in the clear, says so', async () => {
    expect(await check({ value: 'k8s\0plain' }).answer).toEqual({ ok: true, value: 'plaintext' });
  });

  it('given a key that no file has, names it', async () => {
    expect(await check({ value: 'k8s:enc:aescbc:v1:other:' }).answer).toEqual({
      ok: true,
      value: { provider: 'aescbc', name: 'other' },
    });
  });

  it('given an apiserver that cannot decrypt it, fails', async () => {
    const message = 'Internal error occurred: no matching key was found for the provided AES transformer';
    expect(await check({ read: kubernetesStatus(500, 'InternalError', message) }).answer).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', server: 's2', status: 500, message },
    });
  });

  it('given an older one in the answer, fails', async () => {
    const read = httpAnswer(200, { data: { run: Buffer.from('0123456789ab prepare').toString('base64') } });
    expect(await check({ read }).answer).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected-output', expected: MARK },
    });
  });

  it('given one that etcd does not have, fails', async () => {
    const { apiserver } = check({});
    const etcd = fakeRunner([['etcd range', fakeEtcd([])]]);
    const answer = await checkCanary(fakeContext(), {
      apiserver: { runner: apiserver, target: APISERVER },
      datastore: { runner: etcd, target: ETCD },
      server: 's2',
      mark: MARK,
      knownKeys: [KEY],
    });
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'http-error', message: STORED } });
  });

  it('has other content in each roll, so that each write is one', () => {
    const of = (mark: string) => JSON.stringify(writeCanaryCommand(APISERVER, { server: 's2', mark }).body);
    expect(of('plan prepare')).not.toBe(of('plan rotate'));
    expect(of(MARK)).toContain(Buffer.from(MARK).toString('base64'));
  });

  it.each([
    ['s1', 'keyturn-canary-s1'],
    ['s1.example.com', 'keyturn-canary-s1.example.com'],
  ])('of server %s has the name %s', (server, name) => {
    expect(canaryName(server)).toBe(name);
  });

  it.each(['Node_A.example.com', 'fd00::1', 'trailing-', '-leading.-both-.x', '::', 'fe80::1%eth0'])(
    'of server %s has a name that Kubernetes allows',
    (server) => {
      expect(canaryName(server)).toMatch(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/);
    },
  );

  it.each([
    ['fe80::1:2', 'fe80:1::2'],
    ['S1', 's1'],
    ['s1-', 's1'],
    ['a_b', 'a-b'],
  ])('of servers %s and %s has two names: a write through one proves nothing of the other', (one, other) => {
    expect(canaryName(one)).not.toBe(canaryName(other));
  });
});

describe('the end of a canary', () => {
  it.each([
    ['there', httpAnswer(200, { kind: 'Status', status: 'Success' })],
    ['gone', kubernetesStatus(404, 'NotFound', 'secrets "keyturn-canary-s2" not found')],
  ])('given one that is %s, is fine', async (_, answer) => {
    const runner = fakeRunner([['delete canary', answer]]);
    expect(await deleteCanary(fakeContext(), runner, APISERVER, 's2')).toEqual({ ok: true, value: undefined });
    expect(runner.lines[0]).toContain(
      '-X DELETE https://127.0.0.1:6443/api/v1/namespaces/kube-system/secrets/keyturn-canary-s2',
    );
  });

  it('given a refusal, fails with its message', async () => {
    const runner = fakeRunner([['delete canary', kubernetesStatus(403, 'Forbidden', 'denied by policy')]]);
    expect(await deleteCanary(fakeContext(), runner, APISERVER, 's2')).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 403, message: 'denied by policy' },
    });
  });
});
