import { describe, expect, it } from 'vitest';

import { readBootstrapRevision } from '../../src/cluster/bootstrap.ts';
import { countSecrets, listSecretNames, takeCensus } from '../../src/cluster/census.ts';
import { readKineSize } from '../../src/cluster/kine.ts';
import { SECRETS_RANGE } from '../../src/cluster/key-prefix.ts';
import { readRange } from '../../src/cluster/range.ts';
import { engineEtcdFiles, type KineTarget } from '../../src/cluster/target.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import { recordedKine } from './recorded-kine.ts';

const KINE: KineTarget = { kind: 'kine', socket: '/var/lib/rancher/k3s/server/kine.sock', tls: undefined };
const OLD: KeyName = { provider: 'aescbc', name: 'aescbckey' };
const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-24T02:00:05Z' };
const OPTIONS = { knownKeys: [OLD, NEW], activeKey: NEW, maxNames: 5 };
const QUESTION = { ...SECRETS_RANGE, limit: 50, revision: undefined, keysOnly: false };

/** A host whose curl prints these recordings, one after another, and whose own filter reads them. */
function hostWith(...names: readonly string[]) {
  const left = [...names];
  return fakeRunner([
    [
      /kine\.sock/,
      (command: RemoteCommand) => throughHostPipeline(command, recordedKine(left.shift() ?? 'alarm-unsupported')),
    ],
  ]);
}

function text(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('latin1');
}

describe('Secrets over the socket of kine', () => {
  it('are counted by key from what the real kine answered', async () => {
    const counted = await takeCensus(fakeContext(), hostWith('status', 'range-all'), KINE, OPTIONS);
    expect(counted).toEqual({
      ok: true,
      value: {
        census: {
          revision: '9',
          total: 4,
          byKey: { 'aescbc/aescbckey': 1, [`aescbc/${NEW.name}`]: 2 },
          plaintext: 0,
          unknown: 1,
        },
        stragglerCount: 2,
        stragglers: [
          { namespace: 'default', name: 'plain' },
          { namespace: 'default', name: 's00002' },
        ],
      },
    });
  });

  it('are listed by name, and counted without their values', async () => {
    const names = await listSecretNames(fakeContext(), hostWith('range-keys-only'), KINE);
    const count = await countSecrets(fakeContext(), hostWith('range-first-page'), KINE);
    expect(names).toMatchObject({ ok: true, value: [{ name: 'plain' }, { name: 's00000' }, {}, { name: 's00002' }] });
    expect(count).toEqual({ ok: true, value: 4 });
  });

  it('given one that lies in the clear, nothing of it leaves the host but its beginning', async () => {
    const runner = fakeRunner([[/kine\.sock/, (command) => throughHostPipeline(command, recordedKine('range-all'))]]);
    const page = await readRange(fakeContext(), runner, KINE, QUESTION);
    const entries = page.ok ? page.value.entries : [];
    const passed = throughHostPipeline(runner.sent[0] as RemoteCommand, recordedKine('range-all'));
    expect(recordedKine('range-all').toString('latin1')).toContain('hunter2');
    expect(text(entries[0]?.value)).toBe('k8s:not encrypted at all and longer than what may leave the host: ');
    expect(Buffer.from(passed.split('\n')[0] ?? '', 'hex').toString('latin1')).not.toMatch(/hunter2|password/);
  });

  it('are asked for in pages: the first one says how many there are and that more follow', async () => {
    const page = await readRange(fakeContext(), hostWith('range-first-page'), KINE, { ...QUESTION, limit: 2 });
    expect(page).toMatchObject({ ok: true, value: { revision: '9', count: 4, more: true } });
    expect(page.ok && page.value.entries).toHaveLength(2);
  });

  it('given a single key, is asked for without an end; given one that is not there, has none', async () => {
    const one = { from: '/registry/secrets/default/s00001', to: undefined, limit: 1, revision: undefined };
    const found = await readRange(fakeContext(), hostWith('range-one-key'), KINE, { ...one, keysOnly: false });
    const none = await readRange(fakeContext(), hostWith('range-no-key'), KINE, { ...one, keysOnly: false });
    expect(found).toMatchObject({ ok: true, value: { count: 1, more: false } });
    expect(text(found.ok ? found.value.entries[0]?.value : '')).toMatch(/^k8s:enc:aescbc:v1:aescbckey-2026/);
    expect(none).toEqual({ ok: true, value: { entries: [], revision: '9', count: 0, more: false } });
  });

  it.each([
    ['range-compacted', 'etcdserver: mvcc: required revision has been compacted'],
    ['range-future', 'etcdserver: mvcc: required revision is a future revision'],
    ['alarm-unsupported', 'alarm is not supported'],
  ])('given the refusal %s, fails in the words of kine', async (recording, message) => {
    const page = await readRange(fakeContext(), hostWith(recording), KINE, QUESTION);
    expect(page).toMatchObject({ ok: false, failure: { kind: 'http-error', message } });
  });

  it('given a revision that was compacted away meanwhile, begin anew', async () => {
    const runner = hostWith('status', 'range-first-page', 'range-compacted', 'range-all');
    const counted = await takeCensus(fakeContext(), runner, KINE, OPTIONS);
    expect(counted).toMatchObject({ ok: true, value: { census: { total: 4 } } });
    expect(runner.sent).toHaveLength(4);
  });

  it.each(['range-all', 'range-first-page', 'range-keys-only', 'status'])(
    'given %s cut anywhere, nothing of it is believed',
    async (name) => {
      const whole = recordedKine(name);
      const trailers = whole.indexOf('grpc-status: 0');
      for (let length = 0; length < trailers; length += 17) {
        const cut = whole.subarray(0, length);
        const runner = fakeRunner([[/kine\.sock/, (command) => throughHostPipeline(command, cut)]]);
        const read =
          name === 'status'
            ? readKineSize(fakeContext(), runner, KINE)
            : readRange(fakeContext(), runner, KINE, QUESTION);
        expect(await read, `${String(length)} bytes`).toMatchObject({ ok: false, failure: { kind: 'http-error' } });
      }
    },
    60_000,
  );

  it('given a curl that prints no trailers, is believed all the same: the lengths tell that it is whole', async () => {
    const whole = recordedKine('range-all');
    const cut = whole.subarray(0, whole.indexOf('grpc-status: 0'));
    const runner = fakeRunner([[/kine\.sock/, (command) => throughHostPipeline(command, cut)]]);
    expect(await readRange(fakeContext(), runner, KINE, QUESTION)).toMatchObject({ ok: true, value: { count: 4 } });
  });
});

describe('the engine’s own key in kine', () => {
  it('tells when it was last written, and of its name only what every cluster has', async () => {
    const runner = hostWith('range-bootstrap');
    expect(await readBootstrapRevision(fakeContext(), runner, KINE)).toEqual({ ok: true, value: 7 });
    const passed = throughHostPipeline(runner.sent[0] as RemoteCommand, recordedKine('range-bootstrap'));
    const bytes = Buffer.from(passed.split('\n')[0] ?? '', 'hex').toString('latin1');
    expect(bytes).toContain('/bootstrap');
    expect(bytes).not.toMatch(/4f2a|sealed/);
  });
});

describe('a question to kine', () => {
  it('given a socket with TLS, shows the certificate of an etcd client', async () => {
    const tls = engineEtcdFiles('/var/lib/rancher/rke2');
    const runner = hostWith('range-all');
    await readRange(fakeContext(), runner, { ...KINE, tls }, QUESTION);
    expect(runner.lines[0]).toMatch(
      /--http2 --cacert \S+etcd\/server-ca\.crt --cert \S+etcd\/client\.crt --key \S+etcd\/client\.key .*https:\/\/localhost\/etcdserverpb\.KV\/Range/s,
    );
  });

  it('given a socket without TLS, begins with HTTP/2 at once', async () => {
    const runner = hostWith('range-all');
    await readRange(fakeContext(), runner, KINE, QUESTION);
    expect(runner.lines[0]).toMatch(/--http2-prior-knowledge .*http:\/\/localhost\/etcdserverpb\.KV\/Range/s);
  });

  it('given nobody who answers, fails with what curl says', async () => {
    const stderr = "curl: (7) Couldn't connect to server";
    const runner = fakeRunner([[/kine\.sock/, { stdout: '\nhead\n', stderr }]]);
    const size = await readKineSize(fakeContext(), runner, KINE);
    expect(size).toMatchObject({ ok: false, failure: { message: expect.stringContaining(stderr) as string } });
  });
});
