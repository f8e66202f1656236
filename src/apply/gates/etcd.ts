import { readEtcd, readEtcdHealth } from '../../cluster/etcd.ts';
import type { Look } from '../../model/look.ts';
import { judgeEtcd } from '../../plan/gates/etcd.ts';
import { notAnswered } from '../gate-wait.ts';
import { runnerOf, watching, type Run } from '../run.ts';
import { etcdServers } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/** etcd as one server sees it, and the health of each member, asked on every etcd server: a member only knows of itself. */
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
  const unhealthy = healths.filter(({ healthy }) => !healthy).map(({ name }) => name);
  return judgeEtcd(run.facts.etcd, etcd.value, unhealthy);
}
