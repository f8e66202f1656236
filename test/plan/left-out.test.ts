import { describe, it } from 'vitest';

import type { ClusterFacts, EtcdMember } from '../../src/model/facts.ts';
import type { JournalLine } from '../../src/model/journal.ts';
import type { Plan } from '../../src/model/plan.ts';
import { continuedPlan } from '../../src/plan/parse-plan.ts';
import { leftOutIn, planWithout, withMoreLeftOut } from '../../src/plan/left-out.ts';
import { locate } from '../../src/plan/locate.ts';
import { FINISHED, ROTATED, SAMPLE_FACTS, sampleCluster, START, withFiles } from '../support/sample-facts.ts';
import { journalLines, journalUntil, samplePlan } from '../support/sample-journal.ts';

const { three, split, five } = SAMPLE_FACTS;
const STAGED = samplePlan(three, 'staged');
const WITHOUT_S3 = { servers: ['s3'], etcdMembers: ['s3'] };

/** What is left of a cluster when a server is out of it, Node and member too. */
function gone<F extends ClusterFacts>(facts: F, name: string): F {
  const { etcd } = facts;
  const members: readonly EtcdMember[] = (etcd?.members ?? []).filter((member) => member.name !== name);
  return {
    ...facts,
    servers: facts.servers.filter((server) => server.name !== name),
    nodes: facts.nodes.filter((node) => node.name !== name),
    etcd: etcd === undefined ? undefined : { ...etcd, members },
    leftOut: [{ name, tried: { address: '10.0.0.13:22', reason: 'ECONNREFUSED' } }],
  };
}

function orderOf({ course }: Plan): readonly string[] {
  return course.order.map(({ name, part }) => `${name} ${part}`);
}

function then(journal: readonly JournalLine[], servers: readonly string[]): readonly JournalLine[] {
  return journalLines([
    ...journal.map(({ record }) => record),
    { kind: 'servers-left-out', servers, etcdMembers: servers },
  ]);
}

describe('a plan that goes on without a server', () => {
  it('given a follower, then it has no part in any roll, and the id stays: it names the units of the run', ({
    expect,
  }) => {
    const without = planWithout(STAGED, WITHOUT_S3);

    expect(orderOf(without)).toEqual(['s1 leader', 's2 follower']);
    expect(without.course.controlPlanes).toBe('several');
    expect(without.fingerprint.servers.map(({ name }) => name)).toEqual(['s1', 's2']);
    expect(without.fingerprint.etcdMembers).toEqual(['s1', 's2']);
    expect(without).toMatchObject({ id: STAGED.id, leader: 's1', estimate: { servers: 2 } });
  });

  it('given it is continued, then no step is about that server', ({ expect }) => {
    const before = STAGED.steps.filter(({ servers }) => servers.includes('s3'));

    const steps = continued(planWithout(STAGED, WITHOUT_S3));

    expect(before.length).toBeGreaterThan(3);
    expect(steps.filter(({ id, servers }) => servers.includes('s3') || id.endsWith(':s3'))).toEqual([]);
    expect(steps.map(({ id }) => id)).toContain('restart:rotate:s2');
  });

  it('given the only other control-plane server, then its course is that of a single one, which keeps the old key until the count', ({
    expect,
  }) => {
    const plan = samplePlan(split, 'staged');
    const other = plan.course.order.find(({ part }) => part === 'follower')?.name ?? '';

    const without = planWithout(plan, { servers: [other], etcdMembers: [] });

    expect(plan.course.controlPlanes).toBe('several');
    expect(without.course.controlPlanes).toBe('single');
  });

  it('given a rotation that was begun elsewhere, then another follower goes before the leader', ({ expect }) => {
    const [first, second, ...rest] = STAGED.course.order;
    if (first === undefined || second === undefined) throw new Error('no order');
    const adopted: Plan = {
      ...STAGED,
      entry: { at: 'prepare' },
      course: { ...STAGED.course, order: [second, first, ...rest] },
    };

    expect(orderOf(planWithout(adopted, { servers: ['s2'], etcdMembers: [] }))).toEqual(['s3 follower', 's1 leader']);
  });

  it('given nobody, or the leader, then it is the same plan', ({ expect }) => {
    expect(planWithout(STAGED, { servers: [], etcdMembers: [] })).toEqual(STAGED);
    expect(planWithout(STAGED, { servers: ['s1'], etcdMembers: ['s1'] })).toEqual(STAGED);
  });
});

describe('the etcd members of servers that are left out', () => {
  const NOBODY = { servers: [], etcdMembers: [] };

  it('given as many are missing as these servers can have had, then they were theirs', ({ expect }) => {
    expect(withMoreLeftOut(STAGED, NOBODY, ['s3'], gone(three, 's3'))).toEqual(WITHOUT_S3);
  });

  it('given more are missing, then none is taken for theirs: another server has lost one', ({ expect }) => {
    expect(withMoreLeftOut(STAGED, NOBODY, ['s3'], gone(gone(three, 's2'), 's3'))).toEqual({
      servers: ['s3'],
      etcdMembers: [],
    });
  });

  it('given a server without etcd, then a missing member is of another one', ({ expect }) => {
    const plan = samplePlan(split, 'staged');

    expect(withMoreLeftOut(plan, NOBODY, ['s2'], gone(split, 's5'))).toEqual({ servers: ['s2'], etcdMembers: [] });
  });

  it('given one was left out before, then it stays so', ({ expect }) => {
    const plan = samplePlan(five, 'staged');
    const before = { servers: ['s5'], etcdMembers: ['s5'] };

    expect(withMoreLeftOut(plan, before, ['s4'], gone(gone(five, 's5'), 's4'))).toEqual({
      servers: ['s5', 's4'],
      etcdMembers: ['s5', 's4'],
    });
  });
});

describe('locating a run that goes on without a server', () => {
  const rolled = journalUntil(STAGED, 'restart:rotate:s2');
  const facts = withFiles(gone(three, 's3'), { s1: ROTATED, s2: ROTATED });

  it('given the journal does not say so, then these are not its servers', ({ expect }) => {
    expect(locate({ journal: rolled, facts, units: {} })).toMatchObject({
      failure: { disagreement: 'servers-changed' },
    });
  });

  it('given the operator or the journal says so, then it goes on where it was', ({ expect }) => {
    const entry = { ok: true, value: { at: 'rotate' } };

    expect(locate({ journal: rolled, facts, units: {}, leftOut: WITHOUT_S3 })).toEqual(entry);
    expect(locate({ journal: then(rolled, ['s3']), facts, units: {} })).toEqual(entry);
  });

  it('given another member is missing too, or the Node is back, then these are not its servers', ({ expect }) => {
    const back = { ...facts, nodes: three.nodes };
    const memberless = { ...facts, etcd: { ...facts.etcd, members: facts.etcd.members.slice(0, 1) } };

    for (const seen of [back, memberless]) {
      expect(locate({ journal: then(rolled, ['s3']), facts: seen, units: {} })).toMatchObject({
        failure: { disagreement: 'servers-changed' },
      });
    }
  });

  it('given the remaining follower stands where no rotation leads, then it is refused as ever', ({ expect }) => {
    const odd = withFiles(gone(three, 's3'), { s1: ROTATED, s2: START });

    expect(locate({ journal: then(rolled, ['s3']), facts: odd, units: {} })).toMatchObject({
      failure: { disagreement: 'stages-inconsistent' },
    });
  });

  it('given the last holder of the old key is lost, then the one before it is counted for, if it still has that key', ({
    expect,
  }) => {
    const journal = then(journalUntil(STAGED, 'restart:reencrypt_finished:s1'), ['s3']);
    const seen = withFiles(gone(three, 's3'), { s1: FINISHED, s2: ROTATED });

    expect(locate({ journal, facts: seen, units: {} })).toEqual({ ok: true, value: { at: 'reencrypt_finished' } });
    const ids = continued(planWithout(STAGED, WITHOUT_S3)).map(({ id }) => id);
    expect(ids[ids.indexOf('restart:reencrypt_finished:s2') - 1]).toBe('census:last-holder');
  });

  it('reads all that a journal says of it', ({ expect }) => {
    const journal = then(then(journalUntil(STAGED, 'command:prepare'), ['s3']), ['s2']);

    expect(leftOutIn(journal)).toEqual({ servers: ['s3', 's2'], etcdMembers: ['s3', 's2'] });
    expect(leftOutIn(journalUntil(STAGED, 'command:prepare'))).toEqual({ servers: [], etcdMembers: [] });
  });
});

/** The steps of a plan that is taken up. */
function continued(plan: Plan): Plan['steps'] {
  const { timing } = sampleCluster(three);
  return continuedPlan(plan, { commandsFor: () => ({ commands: [], mutates: false }), timing }).steps;
}
