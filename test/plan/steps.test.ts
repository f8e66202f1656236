import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import type { Course, Strategy } from '../../src/model/strategy.ts';
import { courseFor } from '../../src/plan/choose-course.ts';
import type { StepId } from '../../src/model/step.ts';
import { isStepId } from '../../src/model/step-id.ts';
import { estimateStep } from '../../src/plan/estimate.ts';
import { stepsFrom } from '../../src/plan/entry-steps.ts';
import { outlineOf, pointOfNoReturn, stepsOf } from '../../src/plan/steps.ts';
import { sampleCluster, SAMPLE_FACTS } from '../support/sample-facts.ts';

function course(facts: ClusterFacts, strategy: Strategy, change: Partial<Course> = {}): Course {
  const policy = sampleCluster(facts).rotation;
  return { ...courseFor({ facts, policy, strategy, leader: 's1', freezeWrites: false }), ...change };
}

function ids(of: Course): readonly string[] {
  return outlineOf(of).map(({ id }) => id);
}

describe('staged with several control-plane servers', () => {
  it('goes through three rolls, counting before the old key leaves the last server', () => {
    expect(ids(course(SAMPLE_FACTS.three, 'staged'))).toEqual([
      'snapshot-before',
      'seal:s1',
      'seal:s2',
      'seal:s3',
      'command:prepare',
      'seal-new-key',
      'seal-elsewhere',
      'restart:prepare:s1',
      'restart:prepare:s2',
      'restart:prepare:s3',
      'loaded:prepare',
      'command:rotate',
      'restart:rotate:s1',
      'restart:rotate:s2',
      'restart:rotate:s3',
      'loaded:rotate',
      'command:reencrypt',
      'rewrite-finished',
      'census:before-roll',
      'restart:reencrypt_finished:s1',
      'restart:reencrypt_finished:s2',
      'census:last-holder',
      'restart:reencrypt_finished:s3',
      'loaded:reencrypt_finished',
      'prove',
      'snapshot-after',
      'clean-up',
    ]);
  });

  it('given container restarts, has each server use the new file before the next one', () => {
    const steps = ids(course(SAMPLE_FACTS.three, 'staged', { apiserverReload: 'restart-container' }));
    expect(steps.filter((id) => id.includes(':rotate:') || id === 'loaded:rotate')).toEqual(
      ['s1', 's2', 's3'].flatMap((name) => [
        `restart:rotate:${name}`,
        `container:rotate:${name}`,
        `loaded:rotate:${name}`,
      ]),
    );
  });

  it('given etcd-only servers, restarts them before the leader, without apiserver steps', () => {
    const steps = ids(course(SAMPLE_FACTS.split, 'staged', { apiserverReload: 'restart-container' }));
    expect(steps.filter((id) => id.includes(':prepare:'))).toEqual([
      'restart:prepare:s4',
      'restart:prepare:s3',
      'restart:prepare:s5',
      'restart:prepare:s1',
      'container:prepare:s1',
      'loaded:prepare:s1',
      'restart:prepare:s2',
      'container:prepare:s2',
      'loaded:prepare:s2',
    ]);
  });
});

describe('staged with one control-plane server', () => {
  it('keeps the old key until every Secret is counted under the new one', () => {
    const steps = ids(course(SAMPLE_FACTS.one, 'staged'));
    expect(steps.slice(steps.indexOf('command:rotate'))).toEqual([
      'command:rotate',
      'restart:rotate:s1',
      'loaded:rotate',
      'command:reencrypt-skip',
      'rewrite-kept',
      'census:before-drop',
      'command:reencrypt',
      'rewrite-finished',
      'census:before:s1',
      'restart:reencrypt_finished:s1',
      'loaded:reencrypt_finished',
      'prove',
      'snapshot-after',
      'clean-up',
    ]);
  });
});

describe('rotate-keys', () => {
  it('given one server and no snapshots, is one command and one restart', () => {
    expect(ids(course(SAMPLE_FACTS.one, 'rotate-keys', { snapshot: false }))).toEqual([
      'seal:s1',
      'command:rotate-keys',
      'seal-new-key',
      'rewrite-finished',
      'census:before:s1',
      'restart:reencrypt_finished:s1',
      'loaded:reencrypt_finished',
      'prove',
      'clean-up',
    ]);
  });

  it('given writes are frozen, refuses them before the command, allows deletions when all are rewritten, and takes them again when every apiserver has loaded the new key and none is under the old one', () => {
    const steps = ids(course(SAMPLE_FACTS.three, 'rotate-keys', { freezeWrites: true }));
    expect(steps.slice(steps.indexOf('seal:s3') + 1, steps.indexOf('rewrite-finished'))).toEqual([
      'freeze-writes',
      'command:rotate-keys',
      'seal-new-key',
      'seal-elsewhere',
    ]);
    expect(steps[steps.indexOf('rewrite-finished') + 1]).toBe('allow-deletes');
    expect(steps.slice(steps.indexOf('loaded:reencrypt_finished'), steps.indexOf('snapshot-after'))).toEqual([
      'loaded:reencrypt_finished',
      'census:before-unfreeze',
      'unfreeze-writes',
      'prove',
    ]);
    expect(steps.every((id) => isStepId(id))).toBe(true);
  });

  it('given followers, counts before each server restarts: the leader lacks the old key, and they have it alone', () => {
    const steps = ids(course(SAMPLE_FACTS.three, 'rotate-keys'));
    expect(steps.slice(steps.indexOf('rewrite-finished') + 1, steps.indexOf('prove'))).toEqual([
      'census:before:s1',
      'restart:reencrypt_finished:s1',
      'census:before:s2',
      'restart:reencrypt_finished:s2',
      'census:before:s3',
      'restart:reencrypt_finished:s3',
      'loaded:reencrypt_finished',
    ]);
  });
});

describe('a step', () => {
  const split = course(SAMPLE_FACTS.split, 'staged');

  it('asks an etcd-only server for what it has: no apiserver, no stage', () => {
    expect(outlineOf(split).find(({ id }) => id === 'restart:prepare:s4')?.gates).toEqual(['unit', 'node', 'etcd']);
    expect(outlineOf(split).find(({ id }) => id === 'restart:prepare:s1')?.gates).toContain('stage');
  });

  it('takes the snapshot where there is etcd', () => {
    expect(outlineOf(split)[0]).toMatchObject({ id: 'snapshot-before', servers: ['s4'] });
  });

  it('has the lines that its sender gives it, and a duration of more than nothing', () => {
    const { timing } = sampleCluster(SAMPLE_FACTS.split);
    const steps = stepsOf(split, outlineOf(split), {
      planId: '0123456789ab',
      commandsFor: ({ id, servers, planId }) => ({
        commands: servers.map((server) => ({ server, line: `${planId} ${id}` })),
        mutates: id.startsWith('restart:'),
      }),
      estimate: { secrets: 500, timing },
    });
    expect(steps.find(({ id }) => id === 'restart:rotate:s2')).toMatchObject({
      mutates: true,
      commands: [{ server: 's2', line: '0123456789ab restart:rotate:s2' }],
      estimateMs: 20_000 + timing.stabilityWindowMs,
    });
    expect(steps.every(({ estimateMs }) => estimateMs > 0)).toBe(true);
    expect(steps.every(({ id }) => isStepId(id))).toBe(true);
  });

  it('given K3s, takes no reload period to load, and a little less to restart: its apiserver comes with it', () => {
    const { timing } = sampleCluster(SAMPLE_FACTS.three);
    const of = (apiserverReload: Course['apiserverReload'], id: StepId): number =>
      estimateStep(id, { course: course(SAMPLE_FACTS.three, 'staged', { apiserverReload }), secrets: 500, timing });
    expect(of('wait', 'loaded:rotate')).toBeGreaterThanOrEqual(timing.reloadPeriodMs);
    expect(of('at-restart', 'loaded:rotate')).toBeLessThan(1_000);
    expect(of('at-restart', 'restart:rotate:s2')).toBeLessThan(of('wait', 'restart:rotate:s2'));
  });

  it('exists for the point of no return of every course', () => {
    for (const strategy of ['staged', 'rotate-keys'] as const) {
      for (const facts of Object.values(SAMPLE_FACTS)) {
        expect(ids(course(facts, strategy))).toContain(pointOfNoReturn(course(facts, strategy)));
      }
    }
  });
});

describe('the steps that remain', () => {
  const several = course(SAMPLE_FACTS.three, 'staged');
  const single = course(SAMPLE_FACTS.one, 'staged');
  const fast = course(SAMPLE_FACTS.three, 'rotate-keys');

  it.each([
    [several, { at: 'start' }, 'snapshot-before'],
    [several, { at: 'prepare' }, 'seal-new-key'],
    [several, { at: 'rotate' }, 'restart:rotate:s1'],
    [several, { at: 'reencrypt_active', rewrite: 'drop-old' }, 'rewrite-finished'],
    [several, { at: 'reencrypt_finished' }, 'census:before-roll'],
    [single, { at: 'reencrypt_active', rewrite: 'keep-old' }, 'rewrite-kept'],
    [single, { at: 'before-drop' }, 'census:before-drop'],
    [fast, { at: 'reencrypt_active', rewrite: 'drop-old' }, 'seal-new-key'],
  ] as const)('entered at %#, begin where the effect of the state before is done', (of, entry, first) => {
    const remaining = stepsFrom(of, entry).map(({ id }) => id);
    expect(remaining[0]).toBe(first);
    expect(remaining).toEqual(ids(of).slice(-remaining.length));
  });

  it('given rotate-keys entered when its rewrite is over, still seal the new key', () => {
    const remaining = stepsFrom(fast, { at: 'reencrypt_finished' }).map(({ id }) => id);
    expect(remaining.slice(0, 3)).toEqual(['seal-new-key', 'seal-elsewhere', 'census:before:s1']);
  });

  it('are none for a state that the course does not have', () => {
    expect(stepsFrom(course(SAMPLE_FACTS.one, 'rotate-keys'), { at: 'prepare' })).toEqual([]);
    expect(stepsFrom(several, { at: 'before-drop' })).toEqual([]);
  });
});
