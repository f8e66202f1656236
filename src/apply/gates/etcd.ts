import { datastoresOf } from '../../cluster/datastores.ts';
import { readEtcd, readEtcdHealth } from '../../cluster/etcd.ts';
import type { Look } from '../../model/step.ts';
import { judgeEtcd } from '../../plan/judge-gates.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { runnerOf, watching, type Run } from '../run/run.ts';

/**
 * etcd as one server sees it, and the health of each member. Every etcd server is asked, because a member knows only
 * its own health. An external etcd answers as a whole, at any of its endpoints.
 */
export async function lookAtEtcd(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const stores = datastoresOf(run.facts.servers).flatMap((store) =>
    store.target.kind === 'etcd' ? [{ ...store, target: store.target }] : [],
  );
  const asked = stores.find((store) => store.server.name === server) ?? stores[0];
  if (asked === undefined || run.facts.etcd === undefined) return { kind: 'broken', observed: ['no etcd server'] };
  const isExternal = asked.server.datastore.kind === 'external-etcd';
  const members = isExternal ? stores.filter((store) => store.server === asked.server) : stores;
  const [etcd, ...healths] = await Promise.all([
    readEtcd(watching(run), runnerOf(run, asked.server.name), asked.target),
    ...members.map(async ({ server: host, target }) => {
      const health = await readEtcdHealth(watching(run), runnerOf(run, host.name), target);
      return { name: isExternal ? target.url : host.name, healthy: health.ok && health.value };
    }),
  ]);
  if (!etcd.ok) return notAnswered(etcd.failure);
  const unhealthy = healths.filter(({ healthy }) => !healthy).map(({ name }) => name);
  const isServed = isExternal && unhealthy.length < healths.length;
  return judgeEtcd(run.facts.etcd, etcd.value, isServed ? [] : unhealthy);
}
