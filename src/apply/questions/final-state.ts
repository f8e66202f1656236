import { apiserverTarget } from '../../cluster/target.ts';
import { readLoaded } from '../../cluster/apiserver.ts';
import type { StepContext } from '../../model/clock.ts';
import type { StateDifference } from '../../model/failures/proof.ts';
import { allOrFirst, success, type Result } from '../../model/result.ts';
import { strangersAmong } from '../../plan/fact-reading.ts';
import { differencesOf, type SettledServer, type WantedState } from '../../plan/settled-state.ts';
import { readServerState } from './server-state.ts';
import { controlPlaneNames, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { readNodes } from '../../cluster/nodes.ts';

/** Reads every control-plane server side by side. The proof does not ask for the engine's status. */
export async function gatherServerStates(run: Run, context: StepContext): Promise<Result<readonly SettledServer[]>> {
  const results = await Promise.all(
    controlPlaneNames(run).map(async (server): Promise<Result<SettledServer>> => {
      const facts = serverFacts(run, server);
      const [state, loaded] = await Promise.all([
        readServerState(run, context, server),
        readLoaded(context, runnerOf(run, server), apiserverTarget(facts)),
      ]);
      if (!state.ok) return state;
      if (!loaded.ok) return loaded;
      const { clockOffsetMs } = facts;
      return success({
        server,
        filesRead: true,
        ...state.value,
        status: undefined,
        loaded: loaded.value,
        clockOffsetMs,
      });
    }),
  );
  return allOrFirst(results);
}

/** Servers that joined since the run began. Fails with what kept us from asking the leader's apiserver. */
export async function unknownServers(run: Run, context: StepContext): Promise<Result<readonly StateDifference[]>> {
  const { leader } = run.plan;
  const target = apiserverTarget(serverFacts(run, leader));
  const nodes = await readNodes(context, runnerOf(run, leader), target, run.cluster.distribution);
  if (!nodes.ok) return nodes;
  const strangers = strangersAmong(nodes.value, run.facts.servers);
  return success(strangers.map(({ name }) => ({ kind: 'server-unknown', server: name })));
}

/** All differences from the expected state at the end. An empty list means success. */
export function stateDifferences(run: Run, servers: readonly SettledServer[]): readonly StateDifference[] {
  const { leader, oldKey } = run.plan;
  const wanted: WantedState = { stages: ['reencrypt_finished'], annotated: true, leader, oldKey };
  return differencesOf(servers, wanted, { nowMs: run.clock.now(), timing: run.cluster.timing });
}
