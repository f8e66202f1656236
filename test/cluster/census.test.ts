import { describe, expect, it } from 'vitest';

import { listSecretNames, takeCensus } from '../../src/cluster/census.ts';
import { rangeCommand, parseRange } from '../../src/cluster/etcd-range.ts';
import { SECRETS_RANGE } from '../../src/cluster/key-prefix.ts';
import { pageLimit } from '../../src/cluster/walk-secrets.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner, type FakeReply } from '../support/fake-runner.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import {
  fakeEtcd,
  filtered,
  gatewayAnswer,
  rangeBodyOf,
  secretsUnder,
  statusAnswer,
  type StoredSecret,
} from './fake-etcd.ts';
import { ETCD } from './targets.ts';

const OLD: KeyName = { provider: 'aescbc', name: 'aescbckey' };
const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-23T20:45:00+01:00' };
const UNDER_OLD = 'k8s:enc:aescbc:v1:aescbckey:';
const UNDER_NEW = `k8s:enc:aescbc:v1:${NEW.name}:`;
const OPTIONS = { knownKeys: [OLD, NEW], activeKey: NEW, maxNames: 3 };
const MEGABYTE = 1024 * 1024;
const COMPACTED =
  '"error":"etcdserver: mvcc: required revision has been compacted\n"message":"etcdserver: mvcc: required revision has been compacted\n';

/** 5,000 Secrets under the new key, with some that are not. */
function mixed(): readonly StoredSecret[] {
  const others = new Map([
    [7, UNDER_OLD],
    [60, UNDER_OLD],
    [2_500, 'k8s\0plain'],
    [4_998, 'k8s:enc:aescbc:v1:foreign:'],
    [4_999, UNDER_OLD],
  ]);
  return secretsUnder(UNDER_NEW, 5_000).map((secret, index) => {
    const prefix = others.get(index);
    return prefix === undefined ? secret : { ...secret, value: `${prefix}x` };
  });
}

function etcdHost(range: FakeReply, databaseBytes = 5 * MEGABYTE) {
  return fakeRunner([
    ['etcd status', statusAnswer(databaseBytes)],
    ['etcd range', range],
  ]);
}

function questionsOf(sent: readonly RemoteCommand[]) {
  return sent.filter(({ name }) => name === 'etcd range').map(rangeBodyOf);
}

describe('a census', () => {
  it('counts all Secrets by key, exactly, and names a few that are not under the new one', async () => {
    const runner = etcdHost(fakeEtcd(mixed()));
    expect(await takeCensus(fakeContext(), runner, ETCD, OPTIONS)).toEqual({
      ok: true,
      value: {
        census: {
          revision: '101',
          total: 5_000,
          byKey: { 'aescbc/aescbckey': 3, [`aescbc/${NEW.name}`]: 4_995, 'aescbc/foreign': 1 },
          plaintext: 1,
          unknown: 0,
        },
        stragglerCount: 5,
        stragglers: ['s00007', 's00060', 's02500'].map((name) => ({ namespace: 'default', name })),
      },
    });
  });

  it('reads every page at the revision of the first one, although etcd moves on', async () => {
    const runner = etcdHost(fakeEtcd(mixed()));
    await takeCensus(fakeContext(), runner, ETCD, OPTIONS);
    const [first, ...others] = questionsOf(runner.sent);
    expect(first?.revision).toBeUndefined();
    expect(others.map(({ revision }) => revision)).toEqual(['101', '101', '101']);
  });

  it('begins with a small page, then asks for what fits', async () => {
    const runner = etcdHost(fakeEtcd(secretsUnder(UNDER_NEW, 1_000)), 300 * MEGABYTE);
    await takeCensus(fakeContext(), runner, ETCD, OPTIONS);
    const limits = questionsOf(runner.sent).map(({ limit }) => Number(limit));
    expect(limits.slice(0, 2)).toEqual([50, 50]);
    expect(limits).toHaveLength(20);
  });

  it('given no Secrets, counts zero', async () => {
    const census = await takeCensus(fakeContext(), etcdHost(fakeEtcd([])), ETCD, OPTIONS);
    expect(census).toMatchObject({ ok: true, value: { census: { total: 0, byKey: {} }, stragglerCount: 0 } });
  });

  it('given a revision that is compacted away meanwhile, begins anew and counts nothing twice', async () => {
    const etcd = fakeEtcd(secretsUnder(UNDER_NEW, 120));
    let asked = 0;
    const runner = etcdHost((command) => {
      asked += 1;
      return asked === 2 ? COMPACTED : etcd(command);
    });
    expect(await takeCensus(fakeContext(), runner, ETCD, OPTIONS)).toMatchObject({
      ok: true,
      value: { census: { total: 120, revision: '102' }, stragglerCount: 0 },
    });
  });

  it('given revisions that are always compacted away, gives up', async () => {
    const runner = etcdHost(COMPACTED);
    expect(await takeCensus(fakeContext(), runner, ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', message: 'etcdserver: mvcc: required revision has been compacted' },
    });
    expect(questionsOf(runner.sent)).toHaveLength(3);
  });

  it('given fewer entries than etcd counted, fails', async () => {
    const etcd = fakeEtcd(secretsUnder(UNDER_NEW, 60));
    const page = (command: RemoteCommand) => etcd(command).replace('"count":"60', '"count":"61');
    expect(await takeCensus(fakeContext(), etcdHost(page), ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', message: 'counted=60 expected=61' },
    });
  });

  it('given output that lost its middle on the way, fails', async () => {
    const etcd = fakeEtcd(secretsUnder(UNDER_NEW, 5));
    const cut = (command: RemoteCommand) => ({ stdout: etcd(command), droppedBytes: 10 });
    expect(await takeCensus(fakeContext(), etcdHost(cut), ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error' },
    });
  });

  it('given an etcd that nobody reaches, fails with the words of curl', async () => {
    const stderr = 'curl: (7) Failed to connect to 127.0.0.1 port 2382';
    const runner = etcdHost({ exitCode: 1, stderr });
    expect(await takeCensus(fakeContext(), runner, ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', message: `incomplete ${stderr}` },
    });
  });

  it('given a link that breaks, says so', async () => {
    const runner = etcdHost({ ending: { kind: 'connection-lost', reason: 'reset' } });
    expect(await takeCensus(fakeContext(), runner, ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost' },
    });
  });
});

describe('a list of Secrets', () => {
  it('has every name, and asks for no value', async () => {
    const runner = etcdHost(fakeEtcd(secretsUnder(UNDER_OLD, 4_100)));
    const names = await listSecretNames(fakeContext(), runner, ETCD);
    expect(names.ok ? names.value.length : 0).toBe(4_100);
    expect(names.ok ? names.value.at(-1) : undefined).toEqual({ namespace: 'default', name: 's04099' });
    expect(questionsOf(runner.sent).every(({ keys_only }) => keys_only === true)).toBe(true);
  });
});

describe('a page', () => {
  const question = { ...SECRETS_RANGE, limit: 10, revision: undefined, keysOnly: false };
  const command = rangeCommand(ETCD, question);

  it('is cut by the filter on the host: prefixes pass, contents do not', () => {
    const secret = `${UNDER_NEW}${'the password is hunter2 '.repeat(500)}`;
    const answer = gatewayAnswer([{ key: '/registry/secrets/default/one', value: secret }], '7', rangeBodyOf(command));
    const passed = throughHostPipeline(command, answer);
    expect(passed).toBe(filtered(answer));
    expect(Buffer.from(parsed(passed).entries[0]?.value ?? '', 'base64').toString()).toBe(secret.slice(0, 66));
    expect(passed).not.toContain('mod_revision');
  });

  it('has whole keys, up to the longest that Kubernetes allows', () => {
    const key = `/registry/secrets/${'n'.repeat(63)}/${'s'.repeat(253)}`;
    const passed = throughHostPipeline(command, gatewayAnswer([{ key, value: 'k8s' }], '7', rangeBodyOf(command)));
    expect(Buffer.from(parsed(passed).entries[0]?.key ?? '', 'base64').toString()).toBe(key);
  });

  it.each([
    ['nothing at all', ''],
    ['no count behind its entries: the answer was cut', '"revision":"7\n"key":"YQ==\n"value":"YQ==\n'],
    ['more to come and no entry', '"revision":"7\n"more":true\n"count":"3\n'],
    ['more entries than its count', '"revision":"7\n"key":"YQ==\n"key":"Yg==\n"count":"1\n'],
  ])('given %s, is incomplete', (_, stdout) => {
    expect(parseRange(stdout)).toBe('incomplete');
  });

  it.each([
    ['a small database', 5 * MEGABYTE, 5_000, 2_000],
    ['large Secrets', 400 * MEGABYTE, 10_000, 300],
    ['huge Secrets', 8_000 * MEGABYTE, 1_000, 50],
    ['no Secrets', 5 * MEGABYTE, 0, 50],
  ])('given %s, has at most so many entries that it stays below 16 MiB', (_, databaseBytes, secrets, limit) => {
    expect(pageLimit(databaseBytes, secrets)).toBe(limit);
  });
});

function parsed(stdout: string) {
  const page = parseRange(stdout);
  if (typeof page === 'string') throw new Error(page);
  return page;
}
