import { describe, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { writesOpen } from '../../src/plan/checks/writes-open.ts';
import { preflightBeforeLocating, refuses } from '../../src/plan/preflight.ts';
import { verdicts } from '../support/preflight.ts';
import { SAMPLE_FACTS, SAMPLE_NOW, sampleCluster, type SampleFacts } from '../support/sample-facts.ts';

const { three, split } = SAMPLE_FACTS;
const TRIED = { address: '10.0.0.13:22', reason: 'ECONNREFUSED' };

/** s3 was asked nothing; everything else is as given. */
function without(facts: SampleFacts, change: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    ...facts,
    servers: facts.servers.filter(({ name }) => name !== 's3'),
    leftOut: [{ name: 's3', tried: TRIED }],
    servingApiservers: ['s1', 's2'],
    ...change,
  };
}

const NODES = three.nodes.filter(({ name }) => name !== 's3');
const MEMBERS = three.etcd.members.filter(({ name }) => name !== 's3');
const ETCD = { ...three.etcd, members: MEMBERS };

/** Evidence of what refuses, before a run is taken up. */
function refusals(facts: ClusterFacts): readonly string[] {
  return preflightBeforeLocating(facts)
    .filter(({ id, verdict }) => id === 'left-out-gone' && verdict === 'refuse')
    .map(({ evidence }) => evidence.join(' '));
}

describe('a server that is left out', () => {
  it('given neither a Node nor a member of it is left and the others have a quorum, then it may be, and a warning says that nothing is checked there', ({
    expect,
  }) => {
    const facts = without(three, { nodes: NODES, etcd: ETCD });

    expect(refusals(facts)).toEqual([]);
    for (const checks of [preflightBeforeLocating(facts), verdicts(facts)]) {
      expect(refuses(checks)).toBe(false);
      expect(checks).toContainEqual(
        expect.objectContaining({
          id: 'left-out',
          verdict: 'warn',
          server: 's3',
          evidence: ['address=10.0.0.13:22', 'ECONNREFUSED'],
        }),
      );
    }
  });

  it.for<readonly [string, Partial<ClusterFacts>, readonly string[]]>([
    ['its Node is left, Ready or not', { etcd: ETCD }, ['node=s3 Ready=true']],
    ['its member is left', { nodes: NODES }, ['member=s3 healthy=true']],
    ['both are left, which is said at once', {}, ['node=s3 Ready=true member=s3 healthy=true']],
    [
      'the others have no quorum',
      {
        nodes: NODES,
        etcd: { ...ETCD, members: MEMBERS.map((member, index) => ({ ...member, healthy: index === 0 })) },
      },
      ['members=2 healthy=1 majority=2'],
    ],
    ['nobody could ask for the Nodes', { nodes: [], etcd: ETCD }, ['nodes=not asked']],
    [
      'one apiserver more serves than there are servers that answered',
      { nodes: NODES, etcd: ETCD, servingApiservers: ['s1', 's2', 's3'] },
      ['serving=s1,s2,s3 control-plane servers=2'],
    ],
    [
      'nobody could ask which apiservers serve',
      { nodes: NODES, etcd: ETCD, servingApiservers: undefined },
      ['apiservers=not asked'],
    ],
    ['nobody could ask etcd', { nodes: NODES, etcd: undefined }, ['etcd=not asked']],
  ])(
    'given %s, then it may not be, for a new run, a resumed and an adopted one',
    ([, change, evidence], { expect }) => {
      const facts = without(three, change);

      expect(refusals(facts)).toEqual(evidence);
      expect(refuses(verdicts(facts))).toBe(true);
      expect(verdicts(facts).filter(({ id }) => id === 'left-out-gone')).toHaveLength(1);
    },
  );

  it('given no control-plane server is left, then it may not be', ({ expect }) => {
    const facts: ClusterFacts = {
      ...split,
      servers: split.servers.filter(({ name }) => name !== 's1' && name !== 's2'),
      nodes: split.nodes.filter(({ name }) => name !== 's1' && name !== 's2'),
      servingApiservers: [],
      leftOut: [
        { name: 's1', tried: TRIED },
        { name: 's2', tried: undefined },
      ],
    };

    expect(refusals(facts)).toEqual(['control-plane=none']);
  });

  it('given a refusal of writes was left behind, then it may be taken away only when that server cannot write any more', ({
    expect,
  }) => {
    const { timing } = sampleCluster(three);
    const verdictOf = (facts: ClusterFacts) =>
      writesOpen({ facts: { ...facts, writesFrozen: true }, timing, now: SAMPLE_NOW, takenOver: false }).map(
        ({ id }) => id,
      );

    expect(verdictOf(without(three, { nodes: NODES, etcd: ETCD }))).toEqual(['writes-open']);
    expect(verdictOf(without(three, { nodes: NODES }))).toEqual(['writes-left-frozen']);
    expect(verdictOf(without(three, { etcd: ETCD }))).toEqual(['writes-left-frozen']);
  });

  it('given nobody is left out, then nothing is told of it', ({ expect }) => {
    expect(verdicts(three).filter(({ id }) => id.startsWith('left-out'))).toEqual([]);
    expect(preflightBeforeLocating(three)).toEqual([]);
  });
});
