import type { StepContext } from '../model/clock.ts';
import type { Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { readEtcdSize } from './etcd.ts';
import { readKineSize } from './kine.ts';
import type { DatastoreTarget } from './target.ts';

/** Current size of the datastore in bytes, more than all Secrets together. */
export function readDatabaseSize(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
): Promise<Result<number>> {
  return target.kind === 'kine' ? readKineSize(context, runner, target) : readEtcdSize(context, runner, target);
}
