import { checkCanary } from '../../cluster/canary.ts';
import { datastoresOf } from '../../cluster/datastores.ts';
import type { KeyName } from '../../model/encryption.ts';
import type { Roll } from '../../model/strategy.ts';
import type { Look } from '../../model/look.ts';
import { judgeCanary } from '../../plan/gates/canary.ts';
import { notAnswered } from '../gate-wait.ts';
import { newKeyIn, readServerState } from '../leader-state.ts';
import { canaryMark } from '../names.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/** A Secret written through this apiserver can be read through it, and lies in the datastore under the key that this roll makes the writing one. */
export async function lookAtCanary(run: Run, { roll, server }: GateQuestion): Promise<Look<undefined>> {
  const state = await readServerState(run, watching(run), server);
  if (!state.ok) return notAnswered(state.failure);
  const expected = expectedKey(run, roll, newKeyIn(run, state.value.file));
  const stores = datastoresOf(run.facts.servers);
  const store = stores.find((one) => one.server.name === server) ?? stores[0];
  if (expected === undefined || store === undefined) return { kind: 'broken', observed: ['no new key in the file'] };
  const canary = await checkCanary(watching(run), {
    apiserver: { runner: runnerOf(run, server), target: apiserverTarget(serverFacts(run, server)) },
    datastore: { runner: runnerOf(run, store.server.name), target: store.target },
    server,
    mark: canaryMark(run.plan.id, roll),
    knownKeys: state.value.file.keys,
  });
  if (!canary.ok) return notAnswered(canary.failure);
  return judgeCanary(canary.value, expected);
}

/** After the first roll apiservers know the new key and still write with the old one. */
function expectedKey(run: Run, roll: Roll, newKey: KeyName | undefined): KeyName | undefined {
  return roll === 'prepare' ? run.plan.oldKey : newKey;
}
