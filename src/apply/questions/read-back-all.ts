import { apiserverTarget } from '../../cluster/target.ts';
import { listSecretNames } from '../../cluster/census.ts';
import { someNames, type SecretName } from '../../cluster/key-prefix.ts';
import { readBack, sampleEvenly } from '../../cluster/read-back.ts';
import type { StepContext } from '../../model/clock.ts';
import type { ReadBack } from '../../model/run-summary.ts';
import type { ProofFailure } from '../../model/failures/proof.ts';
import type { ServerFailure } from '../../model/failures/host.ts';
import type { ServerFacts } from '../../model/facts.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { askDatastore } from './ask-datastore.ts';
import type { Run } from '../run/run.ts';

/** Secrets read back through each apiserver, unless all Secrets are requested. */
const SAMPLE = 500;

/**
 * Reads Secrets one by one through every apiserver, because a LIST may come from a stale cache (measured.md 5). Values
 * stay on the server. `sample` is evenly spread, and equal for every server.
 */
export async function readBackThroughAll(
  run: Pick<Run, 'facts' | 'fleet' | 'emit' | 'readBack'>,
  context: StepContext,
): Promise<Result<ReadBack, ServerFailure | ProofFailure>> {
  const listed = await askDatastore(run, context, (runner, target) => listSecretNames(context, runner, target));
  if (!listed.ok) return listed;
  const names = sampleEvenly(listed.value, run.readBack === 'all' ? listed.value.length : SAMPLE);
  const results = await Promise.all(
    run.facts.servers
      .filter(({ apiserverUrl }) => apiserverUrl !== undefined)
      .map(async (facts) => ({ server: facts.name, result: await readBackThrough(run, context, facts, names) })),
  );
  for (const { server, result } of results) {
    if (!result.ok) return result;
    const { unreadable } = result.value;
    if (unreadable.length > 0) {
      return failed({ kind: 'secrets-unreadable', server, count: unreadable.length, names: someNames(unreadable) });
    }
  }
  return success({ sample: names.length, total: listed.value.length, apiservers: results.length });
}

/** Reads Secrets one by one through the apiserver of one server, and reports the progress. */
export function readBackThrough(
  run: Pick<Run, 'fleet' | 'emit'>,
  context: StepContext,
  facts: ServerFacts,
  names: readonly SecretName[],
): ReturnType<typeof readBack> {
  const { name: server } = facts;
  const onProgress = (read: number): void =>
    run.emit({ type: 'read-back-progress', server, read, total: names.length });
  return readBack(context, run.fleet.runner(server), apiserverTarget(facts), names, { onProgress });
}
