import { readBootstrapRevision } from '../cluster/bootstrap.ts';
import type { StepContext } from '../model/clock.ts';
import type { Result } from '../model/result.ts';
import { askDatastore } from './ask-datastore.ts';
import type { Run } from './run.ts';

/** Revision of the datastore's copy of the credential files, from the first etcd server that answers. */
export function readSavedRevision(run: Run, context: StepContext): Promise<Result<number>> {
  return askDatastore(run, context, (runner, target) => readBootstrapRevision(context, runner, target));
}
