import { describe, expect, it } from 'vitest';

import type { RotationPolicy } from '../../src/model/cluster.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import { chooseCourse, chooseLeader, rollOrder, type CourseInput } from '../../src/plan/choose-course.ts';
import { encryptionOf, SAMPLE_FACTS, withNode, withServer } from '../support/sample-facts.ts';

const POLICY: RotationPolicy = {
  strategy: 'auto',
  snapshot: true,
  maxKeyAgeMs: undefined,
  apiserverReload: 'wait',
  windows: [],
};

function choose(facts: ClusterFacts, change: Partial<CourseInput> = {}) {
  return chooseCourse({
    facts,
    policy: POLICY,
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
    ...change,
  });
}

function secretbox(facts: ClusterFacts): ClusterFacts {
  const keys = [{ provider: 'secretbox', name: 'secretboxkey' }] as const;
  const encryption = encryptionOf({ keys, stage: 'start' });
  return facts.servers
    .filter((server) => server.encryption !== undefined)
    .reduce((changed, { name }) => withServer(changed, name, { encryption }), facts);
}

function refusedIds(result: ReturnType<typeof choose>): readonly string[] {
  if (result.ok || result.failure.kind !== 'preflight-refused') return [];
  return result.failure.checks.filter(({ verdict }) => verdict === 'refuse').map(({ id }) => id);
}

describe('the leader', () => {
  it('is the bootstrap server where that is a control-plane server', () => {
    const moved = withServer(withServer(SAMPLE_FACTS.three, 's1', { bootstrap: false }), 's3', { bootstrap: true });
    expect(chooseLeader(moved)?.name).toBe('s3');
  });

  it('is the first Ready control-plane server where an etcd-only server bootstrapped the cluster', () => {
    expect(chooseLeader(withNode(SAMPLE_FACTS.split, 's1', { ready: false }))?.name).toBe('s2');
    expect(chooseLeader(SAMPLE_FACTS.split)?.name).toBe('s1');
  });
});

describe('the order of a roll', () => {
  it('takes etcd-only servers first, among them the bootstrap server, then the leader, then the followers', () => {
    expect(rollOrder(SAMPLE_FACTS.split, 's2')).toEqual([
      { name: 's4', part: 'etcd-only', hasEtcd: true },
      { name: 's3', part: 'etcd-only', hasEtcd: true },
      { name: 's5', part: 'etcd-only', hasEtcd: true },
      { name: 's2', part: 'leader', hasEtcd: false },
      { name: 's1', part: 'follower', hasEtcd: false },
    ]);
  });
});

describe('the strategy', () => {
  it.each([
    ['one', 'staged', 'single'],
    ['threeWithTwoEtcdOnly', 'staged', 'single'],
    ['three', 'staged', 'several'],
    ['split', 'staged', 'several'],
    ['five', 'staged', 'several'],
  ] as const)('given auto and the topology %s, is %s', (topology, strategy, controlPlanes) => {
    expect(choose(SAMPLE_FACTS[topology])).toMatchObject({ ok: true, value: { strategy, controlPlanes } });
  });

  it('given one control-plane server, is rotate-keys when asked for by name', () => {
    const result = choose(SAMPLE_FACTS.one, { strategy: 'rotate-keys' });
    expect(result).toMatchObject({ ok: true, value: { strategy: 'rotate-keys', controlPlanes: 'single' } });
  });

  it('given secretbox and one control-plane server, is rotate-keys', () => {
    expect(choose(secretbox(SAMPLE_FACTS.one))).toMatchObject({ ok: true, value: { strategy: 'rotate-keys' } });
  });

  it('given secretbox and several control-plane servers, is refused until asked for by name and accepted', () => {
    const facts = secretbox(SAMPLE_FACTS.three);
    expect(refusedIds(choose(facts))).toEqual(['write-window']);
    expect(refusedIds(choose(facts, { acceptWriteWindow: true }))).toEqual(['write-window']);
    expect(refusedIds(choose(facts, { strategy: 'rotate-keys' }))).toEqual(['write-window']);
    expect(choose(facts, { strategy: 'rotate-keys', acceptWriteWindow: true }).ok).toBe(true);
  });

  it('given secretbox and staged by name, is refused', () => {
    expect(refusedIds(choose(secretbox(SAMPLE_FACTS.one), { strategy: 'staged' }))).toEqual(['strategy-fits-provider']);
  });

  it('given the operator names one, overrides the inventory', () => {
    const policy: RotationPolicy = { ...POLICY, strategy: 'rotate-keys' };
    expect(choose(SAMPLE_FACTS.one, { policy, strategy: 'staged' })).toMatchObject({ value: { strategy: 'staged' } });
    expect(refusedIds(choose(SAMPLE_FACTS.three, { policy }))).toEqual(['write-window']);
  });
});

describe('how apiservers come to use a new file', () => {
  it('is as the inventory says on RKE2, and with the restart on K3s', () => {
    const policy: RotationPolicy = { ...POLICY, apiserverReload: 'restart-container' };
    expect(choose(SAMPLE_FACTS.three, { policy })).toMatchObject({ value: { apiserverReload: 'restart-container' } });
    expect(choose(SAMPLE_FACTS.three)).toMatchObject({ value: { apiserverReload: 'wait' } });
    const k3s: ClusterFacts = { ...SAMPLE_FACTS.three, distribution: 'k3s' };
    expect(choose(k3s, { policy })).toMatchObject({ value: { apiserverReload: 'at-restart' } });
  });
});

describe('refusing writes', () => {
  const frozen = { strategy: 'rotate-keys', freezeWrites: true } as const;

  it('given rotate-keys with followers, is enough: no window has to be accepted', () => {
    expect(choose(SAMPLE_FACTS.three, frozen)).toMatchObject({
      value: { strategy: 'rotate-keys', freezeWrites: true },
    });
  });

  it('given secretbox keys, is enough without asking for rotate-keys by name', () => {
    const chosen = choose(secretbox(SAMPLE_FACTS.three), { freezeWrites: true });
    expect(chosen).toMatchObject({ value: { strategy: 'rotate-keys', freezeWrites: true } });
  });

  it('given the staged strategy, which has no window, is refused', () => {
    expect(refusedIds(choose(SAMPLE_FACTS.three, { freezeWrites: true }))).toEqual(['freeze-strategy']);
  });

  it('given an apiserver before Kubernetes 1.30, is refused', () => {
    const old = withServer(SAMPLE_FACTS.three, 's3', { binaryVersion: 'v1.29.15+rke2r1' });
    expect(refusedIds(choose(old, frozen))).toEqual(['freeze-version']);
  });
});
