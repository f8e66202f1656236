import { readBootstrapRevision } from '../../cluster/bootstrap.ts';
import { datastoresOf } from '../../cluster/datastores.ts';
import { firstAnswer } from '../../cluster/first-answer.ts';
import type { DatastoreTarget } from '../../cluster/target.ts';
import type { StepContext } from '../../model/clock.ts';
import { failed, type Answer } from '../../model/result.ts';
import type { Runner } from '../../remote/runner.ts';
import type { Run } from '../run/run.ts';

/**
 * The answer of the first server that gives an answer, because all servers know the same. Fails with `no-etcd-server`,
 * or with the failure of the last server.
 */
export function askDatastore<T>(
  run: Pick<Run, 'facts' | 'fleet'>,
  context: StepContext,
  question: (runner: Runner, target: DatastoreTarget) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const servers = datastoresOf(run.facts.servers);
  return firstAnswer({ context, servers, nobody: failed({ kind: 'no-etcd-server' }) }, ({ server, target }) =>
    question(run.fleet.runner(server.name), target),
  );
}

/** Revision of the datastore's copy of the credential files, from the first server that answers. */
export function readSavedRevision(run: Run, context: StepContext): Promise<Answer<number>> {
  return askDatastore(run, context, (runner, target) => readBootstrapRevision(context, runner, target));
}
