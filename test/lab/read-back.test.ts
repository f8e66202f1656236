import { describe, it } from 'vitest';

import type { LabAnswer } from './cluster.ts';
import { planCluster } from './layout.ts';
import { readBack } from './read-back.ts';
import { SecretBook } from './secret-book.ts';

const SHAPE = {
  servers: 3,
  controlPlaneOnly: 0,
  etcdOnly: 0,
  provider: 'aescbc',
  datastore: 'etcd',
  reloadMetric: true,
} as const;
const { hosts } = planCluster({ ...SHAPE, name: 'none' }, 1);
const PATIENCE = { retries: 3, pauseMs: 0 };
const SILENCE = { status: 0, body: 'nobody' };

function bookOf(...names: readonly string[]): SecretBook {
  const book = new SecretBook();
  for (const name of names) book.created(name, `value of ${name}`);
  return book;
}

function kept(name: string): LabAnswer {
  return { status: 200, body: JSON.stringify({ data: { value: `value of ${name}` } }) };
}

/** A cluster of which each apiserver answers as told for the name of a Secret. */
function answering(answer: (host: string, name: string) => LabAnswer): Parameters<typeof readBack>[0] {
  return { request: async (host, _method, path) => answer(host.name, path.slice(path.lastIndexOf('/') + 1)) };
}

describe('reading back what was acknowledged, through three apiservers', () => {
  it('given a Secret that none of them can read, when all are asked, then one Secret is lost', async ({ expect }) => {
    const cluster = answering((_, name) => (name === 'gone' ? { status: 500, body: '' } : kept(name)));

    const after = await readBack(cluster, hosts, { book: bookOf('here', 'gone'), patience: PATIENCE });

    expect(after).toEqual({ lost: 1, unreadable: { s1: 1, s2: 1, s3: 1 }, neverAnswered: [] });
  });

  it('given each of two cannot read another one, when all are asked, then both are lost', async ({ expect }) => {
    const cluster = answering((host, name) => (`${host} ${name}` === 's1 a' || host === 's2' ? kept('x') : kept(name)));

    const after = await readBack(cluster, hosts, { book: bookOf('a', 'b'), patience: PATIENCE });

    expect(after).toEqual({ lost: 2, unreadable: { s1: 1, s2: 2, s3: 0 }, neverAnswered: [] });
  });

  it('given an apiserver that answers the third time, when it is asked, then nothing is lost', async ({ expect }) => {
    let asked = 0;
    const cluster = answering((host, name) => (host === 's2' && (asked += 1) < 3 ? SILENCE : kept(name)));

    const after = await readBack(cluster, hosts, { book: bookOf('a'), patience: PATIENCE });

    expect(after).toEqual({ lost: 0, unreadable: { s1: 0, s2: 0, s3: 0 }, neverAnswered: [] });
  });

  it('given an apiserver that never answers, when it is asked, then that is told, nothing is called lost, and it ends', async ({
    expect,
  }) => {
    let asked = 0;
    const cluster = answering((host, name) => {
      if (host !== 's3') return kept(name);
      asked += 1;
      return SILENCE;
    });

    const after = await readBack(cluster, hosts, { book: bookOf('a', 'b'), patience: PATIENCE });

    expect(after).toEqual({ lost: 0, unreadable: { s1: 0, s2: 0, s3: 0 }, neverAnswered: ['s3 2'] });
    expect(asked).toBe(2 + PATIENCE.retries);
  });
});
