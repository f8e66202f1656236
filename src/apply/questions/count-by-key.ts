import { takeCensus, type CensusReport } from '../../cluster/census.ts';
import type { StepContext } from '../../model/clock.ts';
import type { KeyName } from '../../model/encryption.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { askDatastore } from './ask-datastore.ts';
import { newKeyIn, readServerFiles } from './server-state.ts';
import type { Run } from '../run/run.ts';

/** Most names repaired in one round. The count itself is always exact. */
const MOST_NAMES = 5_000;

/**
 * Counts the Secrets in etcd by key. Stragglers are the Secrets under any key but the new one. Fails with
 * `no-secrets-seen` rather than report zero stragglers among zero Secrets.
 */
export async function countByKey(
  run: Run,
  context: StepContext,
): Promise<Result<CensusReport & { readonly newKey: KeyName }>> {
  const leader = await readServerFiles(run, context, run.plan.leader);
  if (!leader.ok) return leader;
  const newKey = newKeyIn(run, leader.value.file);
  if (newKey === undefined) {
    const keys = leader.value.file.keys.map(({ name }) => name);
    return failed({ kind: 'new-key-missing', server: run.plan.leader, observed: [`keys=${keys.join(',')}`] });
  }
  const options = { knownKeys: [newKey, run.plan.oldKey], activeKey: newKey, maxNames: MOST_NAMES };
  const counted = await askDatastore(run, context, (runner, target) => takeCensus(context, runner, target, options));
  if (!counted.ok) return counted;
  // By then our own canaries are in the datastore, so an empty count is impossible.
  if (counted.value.census.total === 0) return failed({ kind: 'no-secrets-seen' });
  return success({ ...counted.value, newKey });
}
