import { controlPlanesOf } from '../model/course.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { followerFirst } from './choose-course.ts';

/** Servers that a run continues without, and the etcd members of these servers. */
export interface LeftOut {
  readonly servers: readonly string[];
  readonly etcdMembers: readonly string[];
}

/** The left-out servers in the journal of a run, over all processes of the run. */
export function leftOutIn(journal: readonly JournalLine[]): LeftOut {
  const records = journal.flatMap(({ record }) => (record.kind === 'servers-left-out' ? [record] : []));
  return {
    servers: [...new Set(records.flatMap(({ servers }) => servers))],
    etcdMembers: [...new Set(records.flatMap(({ etcdMembers }) => etcdMembers))],
  };
}

/**
 * Adds more left-out servers. Members that are missing from etcd count as members of the left-out servers. If more members are missing than
 * these servers can have had, a member of another server is missing too. No further member is then attributed, and the plan does not fit the
 * cluster.
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
 * A plan without the left-out servers, which leave every roll and the plan's fingerprint. If one control-plane server remains, the course
 * becomes the course of a single server, which keeps the old key until a count of zero, or counts before its own restart. The id stays, because
 * the id names the run's transient units. The steps stay too, until `continuedPlan` makes the steps again. The leader is never left out, and
 * such a request returns the same plan.
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
    course: { ...course, controlPlanes: controlPlanesOf(course).length > 1 ? 'several' : 'single' },
    estimate: { ...plan.estimate, servers: fingerprint.servers.length },
  };
}
