import { describe, it } from 'vitest';

import { listSecretNames, takeCensus } from '../../src/cluster/census.ts';
import type { KeyName } from '../../src/model/encryption.ts';
import { KEY_NAMES, SECRET_NAMES_BYTES } from '../../src/remote/answer-bounds.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';
import { rangeBodyOf, statusAnswer } from './fake-etcd.ts';
import { ETCD } from './targets.ts';

const NEW: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-23T20:45:00+01:00' };
const OPTIONS = { knownKeys: [NEW], activeKey: NEW, maxNames: 3 };
/** As many pages as a test waits for. A walk without a bound would ask for more. */
const MOST_PAGES = 2_000;

interface Page {
  readonly keys: readonly string[];
  readonly value?: (index: number) => string;
  readonly count: number;
}

/** An etcd whose answers are made up from the number of the question. */
function hostileEtcd(pageOf: (asked: number, limit: number) => Page) {
  let asked = 0;
  return fakeRunner([
    ['etcd status', statusAnswer(1024 * 1024)],
    [
      'etcd range',
      (command: RemoteCommand) => {
        if (asked > MOST_PAGES) throw new Error('asked for ever');
        const {
          keys,
          value = () => `k8s:enc:aescbc:v1:${NEW.name}:`,
          count,
        } = pageOf(asked, Number(rangeBodyOf(command).limit));
        asked += 1;
        const entries = keys.map((key, index) => [
          `"key":"${Buffer.from(key).toString('base64')}`,
          `"value":"${Buffer.from(value(index)).toString('base64')}`,
        ]);
        return ['"revision":"7', ...entries.flat(), '"more":true', `"count":"${count}`, ''].join('\n');
      },
    ],
  ]);
}

function keyAt(index: number): string {
  return `/registry/secrets/default/s${String(index).padStart(9, '0')}`;
}

function keysFrom(start: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => keyAt(start + index));
}

describe('a datastore that goes on for ever', () => {
  it.for([
    ['the same page again and again', () => ({ keys: keysFrom(0, 50), count: 1e9 })],
    ['pages that go back', (asked: number) => ({ keys: keysFrom(1_000_000 - 50 * asked, 50), count: 1e9 })],
    ['one key many times', () => ({ keys: [keyAt(1), keyAt(1)], count: 1e9 })],
    ['keys of something else', () => ({ keys: ['/registry/serviceaccounts/default/default'], count: 1e9 })],
    ['keys that come before those asked for', () => ({ keys: ['/registry/pods/default/a'], count: 1e9 })],
  ] as const)(
    'given %s, then the census ends, because a page must go on in the order of keys',
    async ([, pageOf], { expect }) => {
      expect(await takeCensus(fakeContext(), hostileEtcd(pageOf), ETCD, OPTIONS)).toMatchObject({
        ok: false,
        failure: { kind: 'answer-out-of-bounds', server: 's1', command: 'etcd range', bound: 'key-order' },
      });
    },
  );

  it('given new names for ever, then the census ends at the number that the first page announced', async ({
    expect,
  }) => {
    const etcd = hostileEtcd((asked) => ({ keys: keysFrom(50 * asked, 50), count: 120 }));
    expect(await takeCensus(fakeContext(), etcd, ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'answer-out-of-bounds', bound: 'entries', limit: 120 },
    });
  });

  it('given a key of its own for each Secret, then the census ends before it counts them all', async ({ expect }) => {
    const etcd = hostileEtcd((asked, limit) => ({
      keys: keysFrom(limit * asked, limit),
      value: (index) => `k8s:enc:aescbc:v1:k${asked}-${index}:`,
      count: 1e9,
    }));
    expect(await takeCensus(fakeContext(), etcd, ETCD, OPTIONS)).toMatchObject({
      ok: false,
      failure: { kind: 'answer-out-of-bounds', bound: 'key-names', limit: KEY_NAMES },
    });
  });

  it('given more names than memory should hold, then the list of names ends', async ({ expect }) => {
    const long = 'n'.repeat(SECRET_NAMES_BYTES / 100);
    const etcd = hostileEtcd((asked) => ({ keys: [`${keyAt(asked)}${long}`], count: 1e9 }));
    expect(await listSecretNames(fakeContext(), etcd, ETCD)).toMatchObject({
      ok: false,
      failure: { kind: 'answer-out-of-bounds', bound: 'bytes', limit: SECRET_NAMES_BYTES },
    });
  });
});
