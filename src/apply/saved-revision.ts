import { readBootstrapRevision } from '../cluster/bootstrap.ts';
import type { StepContext } from '../model/clock.ts';
import { failed, type Result } from '../model/result.ts';
import { runnerOf, type Run } from './run.ts';
import { etcdServers } from './targets.ts';

/** Revision of the datastore's copy of the credential files, from the first etcd server that answers. */
export async function readSavedRevision(run: Run, context: StepContext): Promise<Result<number>> {
  let last: Result<number> = failed({ kind: 'interrupted', before: undefined });
  for (const { name, target } of etcdServers(run.facts)) {
    last = await readBootstrapRevision(context, runnerOf(run, name), target);
    if (last.ok || context.signal.aborted) return last;
  }
  return last;
}
