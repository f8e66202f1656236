import { describe, expect, it } from 'vitest';

import type { SecretName } from '../../src/cluster/key-prefix.ts';
import { readBack } from '../../src/cluster/read-back.ts';
import { repairSecrets } from '../../src/cluster/repair.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../support/fake-runner.ts';
import { tryUpdates, type TriedAmount } from '../../src/cluster/try-updates.ts';
import { APISERVER } from './targets.ts';

/** Statuses of one Secret, one for each time it is asked for; the last one stays. */
type Statuses = Readonly<Record<string, readonly number[]>>;

function names(count: number): readonly SecretName[] {
  return Array.from({ length: count }, (_, index) => ({ namespace: 'default', name: `s${index}` }));
}

/** curl on the host: reads the requests of its config and prints what they want written out, last one first. */
function fakeCurl(statuses: Statuses = {}, otherwise = 200): (command: RemoteCommand) => FakeAnswer {
  const asked = new Map<string, number>();
  return ({ stdin = '' }) => {
    const lines = stdin.split('next\n').map((request) => {
      const name = /\/secrets\/([^"?]+)/.exec(request)?.[1] ?? '';
      const [, index = ''] = /write-out = "(\d+) %\{http_code\}\\n"/.exec(request) ?? [];
      const count = asked.get(name) ?? 0;
      asked.set(name, count + 1);
      const status = statuses[name]?.[count] ?? statuses[name]?.at(-1) ?? otherwise;
      return `${index} ${String(status).padStart(3, '0')}\n`;
    });
    return lines.toReversed().join('');
  };
}

function tried(runner: ReturnType<typeof fakeRunner>, secrets: readonly SecretName[], amount: TriedAmount = 'sample') {
  return tryUpdates(fakeContext(), runner, APISERVER, { secrets, distribution: 'rke2', amount });
}

function requestsOf({ stdin = '' }: RemoteCommand): readonly string[] {
  return stdin.split('next\n');
}

describe('a repair', () => {
  it('patches each Secret with nothing, in one curl process, and no body leaves the server', async () => {
    const runner = fakeRunner([['rewrite Secrets', fakeCurl()]]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, names(3))).toEqual({ ok: true, value: 3 });
    const [command] = runner.sent;
    expect(command).toMatchObject({ mutates: true, privileged: true });
    expect(runner.lines[0]).toContain('--parallel --parallel-max 8 --config - || true');
    expect(command === undefined ? [] : requestsOf(command)).toHaveLength(3);
    const tls = '/var/lib/rancher/rke2/server/tls';
    expect(
      requestsOf(command ?? { name: '', body: { argv: [] }, privileged: false, mutates: false })[1]?.split('\n'),
    ).toEqual([
      'url = "https://127.0.0.1:6443/api/v1/namespaces/default/secrets/s1"',
      'output = "/dev/null"',
      'write-out = "1 %{http_code}\\n"',
      'max-time = 30',
      'noproxy = "*"',
      `cacert = "${tls}/server-ca.crt"`,
      `cert = "${tls}/client-admin.crt"`,
      `key = "${tls}/client-admin.key"`,
      'header = "Content-Type: application/merge-patch+json"',
      'request = "PATCH"',
      'data = "{}"',
      '',
    ]);
  });

  it('given Secrets that were deleted meanwhile, is fine', async () => {
    const runner = fakeRunner([['rewrite Secrets', fakeCurl({ s1: [404] })]]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, names(3))).toMatchObject({ ok: true });
    expect(runner.sent).toHaveLength(1);
  });

  it.each([409, 429, 503, 0])('given %i the first time, tries once more, and only those', async (status) => {
    const runner = fakeRunner([['rewrite Secrets', fakeCurl({ s1: [status, 200] })]]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, names(3))).toEqual({ ok: true, value: 3 });
    expect(runner.sent.map((command) => requestsOf(command).length)).toEqual([3, 1]);
  });

  it('given Secrets that are refused, fails and names them', async () => {
    const runner = fakeRunner([['rewrite Secrets', fakeCurl({ s0: [422], s2: [409, 409] })]]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, names(3))).toEqual({
      ok: false,
      failure: {
        kind: 'http-error',
        server: 's1',
        request: 'rewrite Secrets',
        status: 422,
        message: 'refused=2 default/s0=422 default/s2=409',
      },
    });
  });

  it('given nothing to do, sends nothing', async () => {
    const runner = fakeRunner([]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, [])).toEqual({ ok: true, value: 0 });
  });

  it('given a link that breaks, says so: some may be rewritten, none is reported as refused', async () => {
    const runner = fakeRunner([
      ['rewrite Secrets', { ending: { kind: 'connection-lost', reason: 'reset' }, stdout: '0 200\n' }],
    ]);
    expect(await repairSecrets(fakeContext(), runner, APISERVER, names(3))).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost' },
    });
  });
});

describe('reading back', () => {
  it('asks for metadata only, in batches, and tells how far it is', async () => {
    const progress: number[] = [];
    const runner = fakeRunner([['read Secrets back', fakeCurl()]]);
    const read = await readBack(fakeContext(), runner, APISERVER, names(600), {
      onProgress: (count) => progress.push(count),
    });
    expect(read).toEqual({ ok: true, value: { read: 600, unreadable: [] } });
    expect(progress).toEqual([250, 500, 600]);
    expect(runner.sent.every(({ mutates }) => !mutates)).toBe(true);
    expect(runner.lines[0]).toContain('--parallel-max 20');
    const requests = runner.sent.flatMap(requestsOf);
    expect(requests).toHaveLength(600);
    expect(
      requests.every((request) =>
        request.includes('Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'),
      ),
    ).toBe(true);
    expect(requests.some((request) => request.includes('request ='))).toBe(false);
  });

  it('names what cannot be decrypted, and forgives what is gone', async () => {
    const runner = fakeRunner([['read Secrets back', fakeCurl({ s1: [500], s3: [404] })]]);
    expect(await readBack(fakeContext(), runner, APISERVER, names(5), {})).toEqual({
      ok: true,
      value: { read: 3, unreadable: [{ namespace: 'default', name: 's1' }] },
    });
  });

  it('given an apiserver that is busy for a moment, asks again', async () => {
    const runner = fakeRunner([['read Secrets back', fakeCurl({ s1: [429, 200], s2: [500, 200] })]]);
    expect(await readBack(fakeContext(), runner, APISERVER, names(5), {})).toEqual({
      ok: true,
      value: { read: 5, unreadable: [] },
    });
  });

  it.each([0, 429, 503])('given only %i, knows nothing of those Secrets and fails', async (status) => {
    const runner = fakeRunner([['read Secrets back', fakeCurl({ s1: [status] })]]);
    expect(await readBack(fakeContext(), runner, APISERVER, names(5), {})).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status, message: 'unanswered=1' },
    });
  });

  it('given no line for a Secret, never counts it as read', async () => {
    const runner = fakeRunner([['read Secrets back', ['0 200\n', '']]]);
    expect(await readBack(fakeContext(), runner, APISERVER, names(2), {})).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', message: 'unanswered=1' },
    });
  });

  it('given sudo that refuses, says so', async () => {
    const runner = fakeRunner([['read Secrets back', { exitCode: 1, stderr: 'sudo: a password is required' }]]);
    expect(await readBack(fakeContext(), runner, APISERVER, names(2), {})).toMatchObject({
      ok: false,
      failure: { kind: 'sudo-needs-password' },
    });
  });
});

describe('updates that are only tried', () => {
  it('are empty patches of the engine in a dry run', async () => {
    const runner = fakeRunner([['try updates of Secrets', fakeCurl()]]);

    expect(await tried(runner, names(2))).toEqual({
      ok: true,
      value: { tried: 2, refused: 0, names: [], untold: 0 },
    });
    const [command] = runner.sent;
    expect(command).toMatchObject({ mutates: false });
    for (const request of command === undefined ? [] : requestsOf(command)) {
      expect(request).toMatch(/secrets\/s\d\?dryRun=All"/);
      expect(request).toContain('header = "Impersonate-User: system:rke2-supervisor"');
      expect(request).toContain('data = "{}"');
    }
  });

  it.each([
    ['a refusal', 422, { refused: 1, names: ['default/s1'], untold: 0 }],
    ['a webhook that does not answer', 500, { refused: 1, names: ['default/s1'], untold: 0 }],
    ['a webhook that knows no dry run', 400, { refused: 0, names: [], untold: 1 }],
    ['no answer', 0, { refused: 0, names: [], untold: 1 }],
    ['a Secret that is gone', 404, { refused: 0, names: [], untold: 0 }],
    ['a conflict', 409, { refused: 0, names: [], untold: 0 }],
  ])('given %s, it is counted as that', async (_, status, expected) => {
    const runner = fakeRunner([['try updates of Secrets', fakeCurl({ s1: [status] })]]);

    expect(await tried(runner, names(3))).toEqual({ ok: true, value: { tried: 3, ...expected } });
  });

  it('given many Secrets, are tried with a hundred of them, and in every namespace', async () => {
    const runner = fakeRunner([['try updates of Secrets', fakeCurl()]]);
    const few = ['alone', 'apart'].map((namespace) => ({ namespace, name: 'one' }));

    expect(await tried(runner, [...few, ...names(5_000)])).toMatchObject({ value: { tried: 100 } });
    const asked = runner.sent.map(({ stdin = '' }) => stdin).join('');
    for (const { namespace } of few) expect(asked).toContain(`/namespaces/${namespace}/secrets/one?`);
  });
});
