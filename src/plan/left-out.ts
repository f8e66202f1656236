import { planesOf } from '../model/course.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { followerFirst } from './course.ts';

/** Servers that a run goes on without, and the etcd members that were theirs. */
export interface LeftOut {
  readonly servers: readonly string[];
  readonly etcdMembers: readonly string[];
}

/** What the journal of a run says of it, all its processes together. */
export function leftOutIn(journal: readonly JournalLine[]): LeftOut {
  const records = journal.flatMap(({ record }) => (record.kind === 'servers-left-out' ? [record] : []));
  return {
    servers: [...new Set(records.flatMap(({ servers }) => servers))],
    etcdMembers: [...new Set(records.flatMap(({ etcdMembers }) => etcdMembers))],
  };
}

/**
 * The same with more servers. Members that are in etcd no more were theirs; where more are missing than these servers can have had, one of
 * another server is, and none is taken for theirs: the plan does not fit the cluster then.
 */
export function withMoreLeftOut(plan: Plan, before: LeftOut, servers: readonly string[], facts: ClusterFacts): LeftOut {
  const names = [...new Set([...before.servers, ...servers])];
  const found = new Set((facts.etcd?.members ?? []).map(({ name }) => name));
  const missing = plan.fingerprint.etcdMembers.filter((member) => !found.has(member));
  const atMost = plan.fingerprint.servers.filter(({ name, roles }) => names.includes(name) && roles.includes('etcd'));
  const theirs = missing.length <= atMost.length ? missing : before.etcdMembers;
  return { servers: names, etcdMembers: [...new Set([...before.etcdMembers, ...theirs])] };
}

/**
 * A plan as it goes on without these servers: they have no part in any roll and no place in what the plan is bound to. With one control-plane
 * server left its course is that of a single one, which keeps the old key until a count of zero, or counts before its own restart.
 * The id stays, because it names the transient units of the run; the steps are those of before (`continuedPlan` makes them anew). The leader
 * is never left out: the same plan then.
 */
export function planWithout(plan: Plan, { servers, etcdMembers }: LeftOut): Plan {
  const stays = ({ name }: { readonly name: string }): boolean => !servers.includes(name);
  const order = plan.course.order.filter(stays);
  if (servers.includes(plan.leader)) return plan;
  const fingerprint = {
    servers: plan.fingerprint.servers.filter(stays),
    etcdMembers: plan.fingerprint.etcdMembers.filter((member) => !etcdMembers.includes(member)),
  };
  if (order.length === plan.course.order.length) return { ...plan, fingerprint };
  const course = { ...plan.course, order: plan.entry.at === 'start' ? order : followerFirst(order) };
  return {
    ...plan,
    fingerprint,
    course: { ...course, controlPlanes: planesOf(course).length > 1 ? 'several' : 'single' },
    estimate: { ...plan.estimate, servers: fingerprint.servers.length },
  };
}
