import { describe, it } from 'vitest';

import {
  censusBefore,
  censusBeforeContainer,
  healthGatesOf,
  isEntryOf,
  isProvedAlone,
  leaderOf,
  provedTogether,
  rewriteCommand,
  snapshotServer,
} from '../../src/model/course.ts';
import type { Course, RollServer } from '../../src/model/strategy.ts';
import { courseOf, ENTRIES, entriesOf, COURSES } from '../machines/support/courses.ts';

const SPLIT = courseOf('two control-plane-only and three etcd-only');
const MIXED = courseOf('three servers and two etcd-only');

function names(servers: readonly RollServer[]): readonly string[] {
  return servers.map(({ name }) => name);
}

function counts(course: Course): readonly (string | undefined)[] {
  return course.order.map((server) => censusBefore(course, 'reencrypt_finished', server));
}

describe('a course', () => {
  it('asks an etcd-only server for nothing that it does not have', ({ expect }) => {
    expect(SPLIT.order.map((server) => healthGatesOf(server, true).join(' '))).toEqual([
      'unit node etcd',
      'unit node etcd',
      'unit node etcd',
      'unit node apiserver etcd stage',
      'unit node apiserver etcd stage',
    ]);
  });

  it('given apiservers that poll, proves all of them together, when every server has restarted', ({ expect }) => {
    expect(names(MIXED.order.filter((server) => isProvedAlone(MIXED, server)))).toEqual([]);
    expect(names(provedTogether(MIXED))).toEqual(['s1', 's2', 's3']);
  });

  it('given apiservers that load at the restart, proves the leader on the way and the followers together', ({
    expect,
  }) => {
    const course: Course = { ...MIXED, apiserverReload: 'at-restart' };
    expect(names(course.order.filter((server) => isProvedAlone(course, server)))).toEqual(['s1']);
    expect(names(provedTogether(course))).toEqual(['s2', 's3']);
  });

  it('given container restarts, proves each apiserver on the way', ({ expect }) => {
    const course: Course = { ...MIXED, apiserverReload: 'restart-container' };
    expect(names(course.order.filter((server) => isProvedAlone(course, server)))).toEqual(['s1', 's2', 's3']);
    expect(provedTogether(course)).toEqual([]);
  });

  it('counts before the last server with the old key', ({ expect }) => {
    expect(counts(MIXED)).toEqual([undefined, undefined, undefined, undefined, 'last-holder']);
    expect(censusBefore(MIXED, 'rotate', { name: 's3', part: 'follower', hasEtcd: true })).toBeUndefined();
  });

  it('given rotate-keys, counts before each server, the leader too', ({ expect }) => {
    const course = courseOf('three servers and two etcd-only', { strategy: 'rotate-keys' });
    expect(counts(course)).toEqual(['before:e1', 'before:e2', 'before:s1', 'before:s2', 'before:s3']);
    expect(course.order.map((server) => censusBefore(course, 'rotate', server))).toEqual(
      course.order.map(() => undefined),
    );
  });

  it.for(['staged', 'rotate-keys'] as const)(
    'given one server and %s, counts before it restarts with the new key alone',
    (strategy, { expect }) => {
      expect(counts(courseOf('one server', { strategy }))).toEqual(['before:s1']);
    },
  );

  it('given container restarts, counts once more before a container that gives the old key away is stopped', ({
    expect,
  }) => {
    const stopped = (change: Partial<Course>) => {
      const course = courseOf('three servers and two etcd-only', { apiserverReload: 'restart-container', ...change });
      return course.order.map((server) => censusBeforeContainer(course, 'reencrypt_finished', server));
    };
    expect(stopped({})).toEqual([undefined, undefined, undefined, undefined, 'before-container:s3']);
    expect(stopped({ strategy: 'rotate-keys' })).toEqual([
      undefined,
      undefined,
      'before-container:s1',
      'before-container:s2',
      'before-container:s3',
    ]);
    expect(stopped({ strategy: 'rotate-keys', apiserverReload: 'at-restart' })).toEqual(
      MIXED.order.map(() => undefined),
    );
  });

  it('takes snapshots on the leader, or on the first server with etcd', ({ expect }) => {
    expect([snapshotServer(MIXED).name, snapshotServer(SPLIT).name]).toEqual(['s1', 'e1']);
  });

  it('asks for a rewrite by the command of its strategy', ({ expect }) => {
    expect(rewriteCommand(MIXED, 'drop-old')).toBe('reencrypt');
    expect(rewriteCommand(courseOf('one server'), 'keep-old')).toBe('reencrypt-skip');
    expect(rewriteCommand(courseOf('one server', { strategy: 'rotate-keys' }), 'drop-old')).toBe('rotate-keys');
  });

  it.for(COURSES)('has the entries of its strategy: $name', ({ course }, { expect }) => {
    expect(ENTRIES.filter((entry) => isEntryOf(course, entry))).toEqual(entriesOf(course));
  });

  it('without a leader, is a bug', ({ expect }) => {
    expect(() => leaderOf({ ...MIXED, order: [] })).toThrow('a course without a leader');
  });
});
