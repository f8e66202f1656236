import { describe, expect, it } from 'vitest';

import { readEtcd, readEtcdHealth } from '../../src/cluster/etcd.ts';
import { fakeContext, fakeRunner, httpAnswer, type FakeAnswer } from '../support/fake-runner.ts';
import { statusAnswer } from './fake-etcd.ts';
import { ETCD } from './targets.ts';

const HEADER = { cluster_id: '14841639068965178418', member_id: '1', raft_term: '2' };
const MEMBERS = httpAnswer(200, {
  header: HEADER,
  members: [
    { ID: '10276657743932975437', name: 's1-0a1b2c3d', peerURLs: ['https://10.0.0.11:2380'] },
    { ID: '2', name: 's2-ffeeddcc', isLearner: true },
    { ID: '3' },
  ],
});

function host(alarms: unknown, status = statusAnswer(50)) {
  return fakeRunner([
    ['etcd status', status],
    ['etcd list', MEMBERS],
    ['etcd alarm', httpAnswer(200, alarms)],
  ]);
}

describe('etcd as one member sees it', () => {
  it('given fields that are absent because they are zero, reads them as such', async () => {
    expect(await readEtcd(fakeContext(), host({ header: HEADER }), ETCD)).toEqual({
      ok: true,
      value: {
        version: '3.6.14',
        leaderId: '10276657743932975437',
        members: [
          { id: '10276657743932975437', name: 's1-0a1b2c3d', learner: false, healthy: false },
          { id: '2', name: 's2-ffeeddcc', learner: true, healthy: false },
          { id: '3', name: '', learner: false, healthy: false },
        ],
        alarms: [],
        dbSizeBytes: 100,
        dbSizeInUseBytes: 50,
        quotaBytes: undefined,
      },
    });
  });

  it('names its alarms', async () => {
    const alarms = {
      header: HEADER,
      alarms: [
        { memberID: '2', alarm: 'NOSPACE' },
        { memberID: '1', alarm: 'CORRUPT' },
      ],
    };
    expect(await readEtcd(fakeContext(), host(alarms), ETCD)).toMatchObject({
      ok: true,
      value: { alarms: ['CORRUPT', 'NOSPACE'] },
    });
  });

  it('given a member that knows no leader and a quota, says so', async () => {
    const status = httpAnswer(200, { version: '3.6.14', dbSize: '1', dbSizeInUse: '1', dbSizeQuota: '2147483648' });
    expect(await readEtcd(fakeContext(), host({}, status), ETCD)).toMatchObject({
      ok: true,
      value: { leaderId: '0', quotaBytes: 2_147_483_648 },
    });
  });

  it('given a port that speaks only gRPC, fails with its status', async () => {
    const runner = host({}, httpAnswer(415, 'invalid gRPC request content-type ""'));
    expect(await readEtcd(fakeContext(), runner, ETCD)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 415, message: 'invalid gRPC request content-type ""' },
    });
  });

  it('given JSON of another shape, fails and does not guess', async () => {
    expect(await readEtcd(fakeContext(), host({}, httpAnswer(200, [])), ETCD)).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected-output' },
    });
  });
});

describe('the health of a member', () => {
  it.each<[string, FakeAnswer, boolean]>([
    ['healthy', httpAnswer(200, { health: 'true', reason: '' }), true],
    ['without a leader', httpAnswer(503, { health: 'false', reason: 'RAFT NO LEADER' }), false],
    ['gone', { exitCode: 7, stdout: '\n000' }, false],
  ])('given one that is %s', async (_, answer, healthy) => {
    const runner = fakeRunner([['etcd health', answer]]);
    expect(await readEtcdHealth(fakeContext(), runner, ETCD)).toEqual({ ok: true, value: healthy });
  });
});
