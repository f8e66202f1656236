import { describe, expect, it } from 'vitest';

import { Etcd, NoQuorum } from '../../../src/simulator/world/etcd.ts';
import { EtcdStore } from '../../../src/simulator/world/etcd-store.ts';

function storeOf(...keys: readonly string[]): EtcdStore {
  const store = new EtcdStore();
  for (const key of keys) store.put(key, Buffer.from(key));
  return store;
}

describe("etcd's key space", () => {
  it('gives a range in byte order, its end left out', () => {
    const store = storeOf('/b', '/a', '/c', '/d');
    expect(store.range('/a', '/d').map(({ key }) => key)).toEqual(['/a', '/b', '/c']);
  });

  it('counts revisions over all keys, and versions of one', () => {
    const store = storeOf('/a', '/b');
    store.put('/a', Buffer.from('again'));
    expect(store.get('/a')).toMatchObject({ createRevision: 2, modRevision: 4, version: 2 });
  });

  it('answers an earlier revision as it was, whatever came after', () => {
    const store = storeOf('/a', '/b');
    const { revision } = store;
    store.put('/a', Buffer.from('changed'));
    store.put('/c', Buffer.from('new'));
    store.delete('/b');
    const then = store.range('/', '0', revision).map(({ key, value }) => `${key}=${value.toString()}`);
    expect(then).toEqual(['/a=/a', '/b=/b']);
    expect(store.range('/', '0').map(({ key }) => key)).toEqual(['/a', '/c']);
  });

  it('knows how many bytes its newest values have', () => {
    const store = storeOf('/a', '/bb');
    store.delete('/a');
    expect(store.bytes).toBe(3);
  });
});

function etcdWith(count: number, down: number): Etcd {
  const etcd = new Etcd(Array.from({ length: count }, (_, index) => `s${index + 1}`));
  for (const member of etcd.members.slice(0, down)) member.running = false;
  return etcd;
}

describe('quorum', () => {
  it.each([
    [1, 0],
    [3, 1],
    [5, 2],
  ])('of %i members holds with %i down', (count, down) => {
    expect(() => etcdWith(count, down).assertQuorum()).not.toThrow();
  });

  it.each([
    [1, 1],
    [3, 2],
    [4, 2],
  ])('of %i members is lost with %i down', (count, down) => {
    expect(() => etcdWith(count, down).assertQuorum()).toThrow(NoQuorum);
  });
});
