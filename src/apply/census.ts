import { takeCensus as readCensus, type CensusReport } from '../cluster/census.ts';
import type { StepContext } from '../model/clock.ts';
import type { KeyName } from '../model/encryption.ts';
import { failed, type Result } from '../model/result.ts';
import { newKeyIn, readServerState } from './leader-state.ts';
import { runnerOf, type Run } from './run.ts';
import { etcdServers } from './targets.ts';

/** Names that are repaired in one round; the count itself is always exact. */
const MOST_NAMES = 5_000;

/**
 * Counts the Secrets in etcd by key. Stragglers are those under anything but the new key.
 * Any etcd server will do; the next one is asked when one does not answer.
 */
export async function countSecrets(
  run: Run,
  context: StepContext,
): Promise<Result<CensusReport & { readonly newKey: KeyName }>> {
  const leader = await readServerState(run, context, run.plan.leader);
  if (!leader.ok) return leader;
  const newKey = newKeyIn(run, leader.value.file);
  if (newKey === undefined) {
    const keys = leader.value.file.keys.map(({ name }) => name);
    return failed({ kind: 'new-key-missing', server: run.plan.leader, observed: [`keys=${keys.join(',')}`] });
  }
  let last: Result<CensusReport> | undefined;
  for (const { name, target } of etcdServers(run.facts)) {
    last = await readCensus(context, runnerOf(run, name), target, {
      knownKeys: [newKey, run.plan.oldKey],
      activeKey: newKey,
      maxNames: MOST_NAMES,
    });
    if (last.ok) return { ok: true, value: { ...last.value, newKey } };
    if (context.signal.aborted) break;
  }
  return last === undefined || last.ok ? failed({ kind: 'no-etcd-server' }) : last;
}
