import { readEtcd, readEtcdHealth } from '../../cluster/etcd.ts';
import type { EtcdFacts } from '../../model/facts.ts';
import { notAnswered } from '../gate-wait.ts';
import type { Look } from '../poll.ts';
import { runnerOf, watching, type Run } from '../run.ts';
import { etcdServers } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/**
 * The same members as before the run, all of them voters, healthy and without an alarm: then the next restart can take one away
 * and a cluster of three or more keeps its quorum. Asked on every etcd server, because a member only knows of itself.
 */
export async function lookAtEtcd(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const servers = etcdServers(run.facts);
  const asked = servers.find(({ name }) => name === server) ?? servers[0];
  if (asked === undefined) return { kind: 'broken', observed: ['no etcd server'] };
  const [etcd, ...healths] = await Promise.all([
    readEtcd(watching(run), runnerOf(run, asked.name), asked.target),
    ...servers.map(async ({ name, target }) => {
      const health = await readEtcdHealth(watching(run), runnerOf(run, name), target);
      return { name, healthy: health.ok && health.value };
    }),
  ]);
  if (!etcd.ok) return notAnswered(etcd.failure);
  const unhealthy = healths.filter(({ healthy }) => !healthy).map(({ name }) => `unhealthy=${name}`);
  const observed = [...membershipProblems(run.facts.etcd, etcd.value), ...unhealthy];
  return observed.length === 0 ? { kind: 'holds', value: undefined } : { kind: 'not-yet', observed };
}

function membershipProblems(planned: EtcdFacts, found: EtcdFacts): readonly string[] {
  const foundIds = new Set(found.members.map((member) => member.id));
  const plannedIds = new Set(planned.members.map((member) => member.id));
  return [
    ...planned.members.filter((member) => !foundIds.has(member.id)).map((member) => `missing=${member.name}`),
    ...found.members.filter((member) => !plannedIds.has(member.id)).map((member) => `unexpected=${member.name}`),
    ...found.members.filter((member) => member.learner).map((member) => `learner=${member.name}`),
    ...found.alarms.map((alarm) => `alarm=${alarm}`),
    ...(found.leaderId === '' || found.leaderId === '0' ? ['no leader'] : []),
  ];
}
