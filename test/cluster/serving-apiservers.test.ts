import { describe, it } from 'vitest';

import { readServingApiservers } from '../../src/cluster/serving-apiservers.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus } from '../support/fake-runner.ts';
import { APISERVER } from './targets.ts';

const HASH = 'c4vwjftbvpc5os2vvzle4qg27a';

function lease(name: string, renewTime: string | null, host?: string) {
  return {
    metadata: {
      name,
      namespace: 'kube-system',
      ...(host === undefined ? {} : { labels: { 'kubernetes.io/hostname': host } }),
    },
    spec: { holderIdentity: `${name}_1`, leaseDurationSeconds: 3600, renewTime },
  };
}

function serving(items: readonly object[] | null) {
  const runner = fakeRunner([['apiserver leases', httpAnswer(200, { kind: 'LeaseList', items })]]);
  return readServingApiservers(fakeContext(), runner, APISERVER);
}

describe('which apiservers serve', () => {
  it('given Leases of apiservers among others, then it is the hosts of those renewed within a minute of the newest, by no clock but theirs', async ({
    expect,
  }) => {
    const found = await serving([
      lease('keyturn', '2030-01-01T00:00:00.000000Z'),
      lease('kube-scheduler', '2030-01-01T00:00:00.000000Z'),
      lease(`apiserver-${HASH}`, '2026-11-24T02:00:30.000000Z', 's2'),
      lease(`apiserver-${HASH.replace('c', 'd')}`, '2026-11-24T02:00:00.000000Z', 's1'),
      lease(`apiserver-${HASH.replace('c', 'e')}`, '2026-11-24T01:59:29.000000Z', 's3'),
    ]);

    expect(found).toEqual({ ok: true, value: ['s1', 's2'] });
  });

  it('given a Lease without a host, or one that was never renewed, then the first goes by its own name and the second does not serve', async ({
    expect,
  }) => {
    const found = await serving([
      lease(`apiserver-${HASH}`, '2026-11-24T02:00:30.000000Z'),
      lease(`apiserver-${HASH.replace('c', 'd')}`, null, 's1'),
    ]);

    expect(found).toEqual({ ok: true, value: [`apiserver-${HASH}`] });
  });

  it('given a release without such Leases, then nobody is known to serve', async ({ expect }) => {
    expect(await serving([lease('kube-scheduler', '2026-11-24T02:00:30.000000Z')])).toEqual({ ok: true, value: [] });
    expect(await serving(null)).toEqual({ ok: true, value: [] });
  });

  it('given it is refused, then nothing is claimed', async ({ expect }) => {
    const runner = fakeRunner([['apiserver leases', kubernetesStatus(403, 'Forbidden', 'forbidden')]]);

    expect(await readServingApiservers(fakeContext(), runner, APISERVER)).toMatchObject({ ok: false });
  });
});
