import { describe, expect, it } from 'vitest';

import { acquireLease, releaseLease, type LeaseHolder } from '../../src/cluster/lease.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus, type FakeReply } from '../support/fake-runner.ts';
import { APISERVER } from './targets.ts';

const NOW = Date.parse('2026-11-24T03:00:00.000Z');
const ME: LeaseHolder = { runId: 'run-1', process: 'a1', place: 'laptop-boot-1', operator: 'alice', host: 'laptop' };
const NOT_FOUND = kubernetesStatus(404, 'NotFound', 'leases.coordination.k8s.io "keyturn" not found');
const CONFLICT = kubernetesStatus(409, 'Conflict', 'the object has been modified');

function lease(
  changes: {
    readonly identity?: string;
    readonly place?: string;
    readonly renewTime?: string;
    readonly resourceVersion?: string;
  } = {},
): string {
  const { identity = 'run-2/b2', place = 'desk-boot-9', resourceVersion = '77' } = changes;
  const { renewTime = '2026-11-24T02:59:50.000000Z' } = changes;
  return httpAnswer(200, {
    kind: 'Lease',
    metadata: {
      name: 'keyturn',
      namespace: 'kube-system',
      resourceVersion,
      annotations: { 'keyturn/operator': 'bob', 'keyturn/host': 'desk', 'keyturn/place': place },
    },
    spec: { holderIdentity: identity, acquireTime: '2026-11-24T02:50:00.000000Z', renewTime, leaseDurationSeconds: 60 },
  });
}

function host(read: FakeReply, take: FakeReply = httpAnswer(201, {})) {
  return fakeRunner([
    ['host time', `${String(NOW / 1_000)}\n`],
    ['read lease', read],
    ['take lease', take],
    ['give lease back', httpAnswer(200, {})],
  ]);
}

function acquire(runner: ReturnType<typeof host>, options: { readonly renews?: boolean } = {}) {
  return acquireLease(fakeContext(NOW), runner, APISERVER, {
    holder: ME,
    durationSeconds: 60,
    renews: options.renews ?? false,
  });
}

function bodyOf(command: RemoteCommand | undefined): unknown {
  const argv = command === undefined || 'script' in command.body ? [] : command.body.argv;
  return JSON.parse(argv[argv.indexOf('--data-binary') + 1] ?? 'null');
}

describe('taking the lock', () => {
  it('given none, creates it with who, where and since when', async () => {
    const runner = host(NOT_FOUND);
    expect(await acquire(runner)).toEqual({ ok: true, value: { kind: 'acquired' } });
    expect(runner.lines[2]).toContain('-X POST');
    expect(bodyOf(runner.sent[2])).toEqual({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'keyturn',
        namespace: 'kube-system',
        annotations: { 'keyturn/operator': 'alice', 'keyturn/host': 'laptop', 'keyturn/place': 'laptop-boot-1' },
      },
      spec: {
        holderIdentity: 'run-1/a1',
        leaseDurationSeconds: 60,
        acquireTime: '2026-11-24T03:00:00.000000Z',
        renewTime: '2026-11-24T03:00:00.000000Z',
      },
    });
  });

  it('given one that somebody keeps alive, says who, since when, where, and until when; and writes nothing', async () => {
    const runner = host(lease());
    expect(await acquire(runner)).toEqual({
      ok: true,
      value: {
        kind: 'held',
        holder: 'bob (run run-2)',
        since: '2026-11-24T02:50:00.000000Z',
        where: 'desk',
        expiresAt: '2026-11-24T03:00:50.000Z',
      },
    });
    expect(runner.sent.filter(({ mutates }) => mutates)).toEqual([]);
  });

  it('given one that expired, takes it over, if nobody was faster', async () => {
    const runner = host(lease({ renewTime: '2026-11-24T02:58:59.000000Z' }));
    expect(await acquire(runner)).toEqual({ ok: true, value: { kind: 'acquired' } });
    expect(runner.lines[2]).toContain('-X PUT');
    expect(bodyOf(runner.sent[2])).toMatchObject({
      metadata: { resourceVersion: '77' },
      spec: { holderIdentity: 'run-1/a1', acquireTime: '2026-11-24T03:00:00.000000Z' },
    });
  });

  it('given one of an earlier process at this place, of whatever run, takes it over at once', async () => {
    const runner = host(lease({ identity: 'run-0/dead', place: 'laptop-boot-1' }));
    expect(await acquire(runner)).toEqual({ ok: true, value: { kind: 'acquired' } });
  });

  it('given one of another process of this run somewhere else, waits for it to expire like anybody', async () => {
    const alive = host(lease({ identity: 'run-1/elsewhere' }));
    const expired = host(lease({ identity: 'run-1/elsewhere', renewTime: '2026-11-24T02:58:59.000000Z' }));
    expect(await acquire(alive)).toMatchObject({ ok: true, value: { kind: 'held', holder: 'bob (run run-1)' } });
    expect(await acquire(expired)).toEqual({ ok: true, value: { kind: 'acquired' } });
  });

  it('given a host that does not tell the time, does not claim to have it', async () => {
    const runner = fakeRunner([
      ['host time', 'no time\n'],
      ['read lease', NOT_FOUND],
    ]);
    expect(await acquire(runner)).toMatchObject({ ok: false, failure: { kind: 'unexpected-output' } });
  });

  it('given this process’s own, renews it and keeps its beginning', async () => {
    const runner = host(lease({ identity: 'run-1/a1', place: 'laptop-boot-1' }));
    expect(await acquire(runner)).toEqual({ ok: true, value: { kind: 'acquired' } });
    expect(bodyOf(runner.sent[2])).toMatchObject({
      spec: { acquireTime: '2026-11-24T02:50:00.000000Z', renewTime: '2026-11-24T03:00:00.000000Z' },
    });
  });

  it('given one that another process at this place took since, does not take it back when it renews: two that hold one local lock would do so for ever', async () => {
    const runner = host(lease({ identity: 'run-1/other', place: 'laptop-boot-1' }));
    expect(await acquire(runner, { renews: true })).toMatchObject({ ok: true, value: { kind: 'held' } });
    expect(runner.sent.filter(({ mutates }) => mutates)).toEqual([]);
  });

  it('given this process’s own, renews it also after the first time', async () => {
    const runner = host(lease({ identity: 'run-1/a1', place: 'laptop-boot-1' }));
    expect(await acquire(runner, { renews: true })).toEqual({ ok: true, value: { kind: 'acquired' } });
  });

  it.each([
    ['is gone', NOT_FOUND],
    ['was given back', lease({ identity: '' })],
    ['is that of another run, and expired', lease({ renewTime: '2026-11-24T02:00:00.000000Z' })],
  ])('given a machine that slept, when its Lease %s, then it has lost the lock and writes nothing', async (_, read) => {
    const runner = host(read);
    expect(await acquire(runner, { renews: true })).toMatchObject({ ok: true, value: { kind: 'held' } });
    expect(runner.sent.filter(({ mutates }) => mutates)).toEqual([]);
  });

  it('given one that was given back but not deleted, takes it', async () => {
    expect(await acquire(host(lease({ identity: '' })))).toEqual({ ok: true, value: { kind: 'acquired' } });
  });

  it.each([
    ['created', NOT_FOUND],
    ['taken over', lease({ renewTime: '2026-11-24T02:00:00.000000Z' })],
  ])('given somebody faster while it is %s, names the winner', async (_, first) => {
    const runner = host([first, lease({ identity: 'run-3/c3' })], CONFLICT);
    expect(await acquire(runner)).toMatchObject({ ok: true, value: { kind: 'held', holder: 'bob (run run-3)' } });
  });

  it('given a conflict with this run’s own earlier request, has it', async () => {
    const runner = host([NOT_FOUND, lease({ identity: 'run-1/a1' })], CONFLICT);
    expect(await acquire(runner)).toEqual({ ok: true, value: { kind: 'acquired' } });
  });

  it.each([
    ['refuses', kubernetesStatus(403, 'Forbidden', 'no'), 403],
    ['does not answer', { exitCode: 7, stdout: '\n000' }, 0],
  ])('given an apiserver that %s, does not claim to have it', async (_, take, status) => {
    expect(await acquire(host(NOT_FOUND, take))).toMatchObject({ ok: false, failure: { kind: 'http-error', status } });
  });

  it('given a Lease it cannot read, fails and writes nothing', async () => {
    const runner = host(httpAnswer(200, { kind: 'Lease' }));
    expect(await acquire(runner)).toMatchObject({ ok: false, failure: { kind: 'unexpected-output' } });
    expect(runner.sent.filter(({ mutates }) => mutates)).toEqual([]);
  });
});

describe('giving the lock back', () => {
  it('deletes the very version that is this run’s', async () => {
    const runner = host(lease({ identity: 'run-1/a1', resourceVersion: '99' }));
    expect(await releaseLease(fakeContext(NOW), runner, APISERVER, ME)).toEqual({ ok: true, value: undefined });
    expect(runner.lines[1]).toContain('-X DELETE');
    expect(bodyOf(runner.sent[1])).toMatchObject({ kind: 'DeleteOptions', preconditions: { resourceVersion: '99' } });
  });

  it.each([
    ['somebody else’s', lease()],
    ['gone', NOT_FOUND],
  ])('given one that is %s, leaves it alone', async (_, read) => {
    const runner = host(read);
    expect(await releaseLease(fakeContext(NOW), runner, APISERVER, ME)).toEqual({ ok: true, value: undefined });
    expect(runner.sent).toHaveLength(1);
  });
});
