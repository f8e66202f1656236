import { describe, it } from 'vitest';

import { bytesOf, decode, encode } from '../../../src/simulator/engine/protobuf.ts';
import { EtcdStore } from '../../../src/simulator/world/etcd-store.ts';
import { kineReply } from '../../../src/simulator/world/kine.ts';
import { recordedKine } from '../../cluster/recorded-kine.ts';

const RANGE = 'etcdserverpb.KV/Range';
const SECRETS = { from: '/registry/secrets/', to: '/registry/secrets0' };
const FRAME_BYTES = 5;

/** The values of the recorded cluster, as its own answer shows them, by key. */
function recordedValues(): ReadonlyMap<string, Buffer> {
  const answer = recordedKine('range-all');
  const message = answer.subarray(answer.indexOf('\r\n\r\n') + 4 + FRAME_BYTES, answer.indexOf('grpc-status'));
  const pairs = decode(message).flatMap(([number, value]) => (number === 2 && Buffer.isBuffer(value) ? [value] : []));
  return new Map(
    pairs.map((pair) => [bytesOf(decode(pair), 1)?.toString() ?? '', bytesOf(decode(pair), 5) ?? Buffer.alloc(0)]),
  );
}

/** The cluster that the recordings are of: three Secrets and one in the clear, the engine's own key, then two of them rewritten. */
function recordedStore(): EtcdStore {
  const store = new EtcdStore();
  const values = recordedValues();
  const put = (key: string): number => store.put(key, values.get(key) ?? Buffer.from('sealed with the token'));
  const named = (index: number): string => `/registry/secrets/default/s0000${index}`;
  store.put('/registry/health', Buffer.from('{"health":"true"}'));
  for (const index of [0, 1, 2]) put(named(index));
  put('/registry/secrets/default/plain');
  put('/bootstrap/4f2a9c01d7be');
  for (const index of [0, 1]) put(named(index));
  return store;
}

function ask(store: EtcdStore, fields: Parameters<typeof encode>[0], method = RANGE): string {
  const message = encode(fields);
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32BE(message.length, 1);
  return kineReply(store, method, Buffer.concat([frame, message])).toString('latin1');
}

const key = (text: string) => [1, Buffer.from(text)] as const;
const end = (text: string) => [2, Buffer.from(text)] as const;
const ALL = [key(SECRETS.from), end(SECRETS.to)] as const;

describe('the simulated kine', () => {
  it.for([
    ['range-all', [...ALL, [3, 50]]],
    ['range-first-page', [...ALL, [3, 2]]],
    ['range-keys-only', [...ALL, [3, 2000], [8, 1]]],
    ['range-one-key', [key('/registry/secrets/default/s00001'), [3, 1]]],
    ['range-no-key', [key('/registry/secrets/default/gone'), [3, 1]]],
    ['range-empty', [key('/registry/nothing/'), end('/registry/nothing0'), [3, 50]]],
    ['range-bootstrap', [key('/bootstrap'), end('/bootstrap0'), [8, 1]]],
    ['range-future', [...ALL, [3, 2], [4, 999]]],
  ] as const)(
    'given the recorded cluster, answers %s as the real one did, byte for byte',
    ([name, question], { expect }) => {
      expect(ask(recordedStore(), question)).toBe(recordedKine(name).toString('latin1'));
    },
  );

  it('given a revision that was compacted, refuses it in the words of the real one', ({ expect }) => {
    const store = recordedStore();
    store.compact(7);
    expect(ask(store, [...ALL, [3, 2], [4, 4]])).toBe(recordedKine('range-compacted').toString('latin1'));
    expect(ask(store, [...ALL, [3, 50]])).toBe(recordedKine('range-all').toString('latin1'));
  });

  it('given what kine does not have, refuses it in the words of the real one', ({ expect }) => {
    const answer = ask(recordedStore(), [], 'etcdserverpb.Maintenance/Alarm');
    expect(answer).toBe(recordedKine('alarm-unsupported').toString('latin1'));
  });
});

describe('the rows of its table', () => {
  it('given updates, each keeps the value of before; compaction takes the superseded ones, and not what the others keep', ({
    expect,
  }) => {
    const store = new EtcdStore();
    for (const value of ['one', 'two', 'three']) store.put('/registry/secrets/a', Buffer.from(value));
    store.put('/registry/secrets/b', Buffer.from('only'));
    store.delete('/registry/secrets/b');
    const shown = () =>
      store
        .rows(SECRETS.from, SECRETS.to)
        .map(({ value, oldValue, isCurrent }) => [value?.toString(), oldValue?.toString(), isCurrent]);

    expect(shown()).toEqual([
      ['one', undefined, false],
      ['two', 'one', false],
      ['three', 'two', true],
      ['only', undefined, false],
      [undefined, 'only', true],
    ]);
    store.compact(store.revision);
    expect(shown()).toEqual([['three', 'two', true]]);
  });
});
