import { apiserverTarget } from '../../cluster/target.ts';
import { readLoaded } from '../../cluster/apiserver.ts';
import type { StepContext } from '../../model/clock.ts';
import type { LoadedEvidence } from '../../model/facts.ts';
import type { StateDifference } from '../../model/failures/proof.ts';
import { allOrFirst, success, type Result } from '../../model/result.ts';
import type { ServerState } from '../../model/encryption.ts';
import { strangersAmong } from '../../plan/fact-reading.ts';
import { differencesOf, type SettledServer, type WantedState } from '../../plan/settled-state.ts';
import { readServerState } from './server-state.ts';
import { controlPlaneNames, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { readNodes } from '../../cluster/nodes.ts';

/** One control-plane server at the end of a run. */
export interface FinalServerState {
  readonly server: string;
  readonly state: ServerState;
  readonly loaded: LoadedEvidence;
}

/** Reads every control-plane server side by side. */
export async function gatherServerStates(run: Run, context: StepContext): Promise<Result<readonly FinalServerState[]>> {
  const results = await Promise.all(
    controlPlaneNames(run).map(async (server): Promise<Result<FinalServerState>> => {
      const [state, loaded] = await Promise.all([
        readServerState(run, context, server),
        readLoaded(context, runnerOf(run, server), apiserverTarget(serverFacts(run, server))),
      ]);
      if (!state.ok) return state;
      if (!loaded.ok) return loaded;
      return success({ server, state: state.value, loaded: loaded.value });
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
export function stateDifferences(run: Run, servers: readonly FinalServerState[]): readonly StateDifference[] {
  const { leader, oldKey } = run.plan;
  const seen = servers.map(({ server, state, loaded }): SettledServer => {
    const { clockOffsetMs } = serverFacts(run, server);
    return { server, filesRead: true, ...state, status: undefined, loaded, clockOffsetMs };
  });
  const wanted: WantedState = { stages: ['reencrypt_finished'], annotated: true, leader, oldKey };
  return differencesOf(seen, wanted, { nowMs: run.clock.now(), timing: run.cluster.timing });
}
