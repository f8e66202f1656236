import { apiserverTarget } from '../../cluster/target.ts';
import { checkCanary, canaryMark } from '../../cluster/canary.ts';
import { datastoresOf } from '../../cluster/datastores.ts';
import type { Failure } from '../../model/failure.ts';
import type { KeyName } from '../../model/encryption.ts';
import type { Roll } from '../../model/strategy.ts';
import type { Look } from '../../model/step.ts';
import { admissionAnswer } from '../../plan/admission-answer.ts';
import { judgeCanary } from '../../plan/judge-gates.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { newKeyIn, readServerFiles } from '../questions/server-state.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run/run.ts';

/**
 * A Secret written through this apiserver can be read back, and lies in the datastore under the key that this roll
 * makes the writing key.
 */
export async function lookAtCanary(run: Run, { roll, server }: GateQuestion): Promise<Look<undefined>> {
  const files = await readServerFiles(run, watching(run), server);
  if (!files.ok) return notAnswered(files.failure);
  const expected = expectedKey(run, roll, newKeyIn(run, files.value.file));
  const stores = datastoresOf(run.facts.servers);
  const store = stores.find((one) => one.server.name === server) ?? stores[0];
  if (expected === undefined || store === undefined) return { kind: 'broken', observed: ['no new key in the file'] };
  const canary = await checkCanary(watching(run), {
    apiserver: { runner: runnerOf(run, server), target: apiserverTarget(serverFacts(run, server)) },
    datastore: { runner: runnerOf(run, store.server.name), target: store.target },
    server,
    mark: canaryMark(run.plan.id, roll),
    knownKeys: files.value.file.keys,
  });
  if (!canary.ok) return refusedForGood(canary.failure) ?? notAnswered(canary.failure);
  return judgeCanary(canary.value, expected);
}

/** A permanent refusal of the canary will be the same in ten minutes, so the gate does not wait. */
function refusedForGood(failure: Failure): Look<undefined> | undefined {
  if (failure.kind !== 'http-error' || failure.request !== 'write canary') return undefined;
  const seen = notAnswered<undefined>(failure);
  return admissionAnswer(failure) === 'refused' && seen.kind === 'not-yet'
    ? { kind: 'broken', observed: seen.observed }
    : undefined;
}

/** After the first roll apiservers know the new key and still write with the old key. */
function expectedKey(run: Run, roll: Roll, newKey: KeyName | undefined): KeyName | undefined {
  return roll === 'prepare' ? run.plan.oldKey : newKey;
}
