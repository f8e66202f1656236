import type { Course } from '../model/strategy.ts';

/** Name given to a snapshot; the engine adds the node and the time. */
export function snapshotName(planId: string, when: 'before' | 'after'): string {
  return `keyturn-${planId}-${when}`;
}

/** One etcd server takes the snapshots: the leader where it has etcd (failures.md 5.6: never two at a time). */
export function snapshotServer(course: Course): string {
  const leader = course.order.find(({ part }) => part === 'leader');
  const withEtcd = leader?.hasEtcd === true ? leader : course.order.find(({ hasEtcd }) => hasEtcd);
  if (withEtcd === undefined) throw new Error('a course without an etcd server');
  return withEtcd.name;
}

/** What a canary carries: another text in each roll, so that every write changes the object. */
export function canaryMark(planId: string, roll: string): string {
  return `${planId} ${roll}`;
}
