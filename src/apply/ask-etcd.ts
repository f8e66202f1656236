import { firstAnswer } from '../cluster/first-answer.ts';
import type { EtcdTarget } from '../cluster/target.ts';
import type { StepContext } from '../model/clock.ts';
import { failed, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import type { Run } from './run.ts';
import { etcdServers } from './targets.ts';

/** The answer of the first etcd server that gives one: any of them will do. Fails with `no-etcd-server`, or as the last one did. */
export function askEtcd<T>(
  run: Pick<Run, 'facts' | 'fleet'>,
  context: StepContext,
  question: (runner: Runner, target: EtcdTarget) => Promise<Result<T>>,
): Promise<Result<T>> {
  const servers = etcdServers(run.facts);
  return firstAnswer({ context, servers, nobody: failed({ kind: 'no-etcd-server' }) }, ({ name, target }) =>
    question(run.fleet.runner(name), target),
  );
}
