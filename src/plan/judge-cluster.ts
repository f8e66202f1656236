import type { NodeFacts, UnitFacts } from '../model/facts.ts';
import { actingNow, type OtherActor } from '../model/other-actor.ts';
import type { ServerState } from '../model/encryption.ts';
import { HOLDS, type Look } from '../model/step.ts';
import type { Roll } from '../model/strategy.ts';
import { strangersAmong, isRunning } from './fact-reading.ts';

/** The result of one look at a part of the cluster, and the server concerned (`undefined` for no single server). */
export interface PartLook {
  readonly server: string | undefined;
  readonly look: Look<undefined>;
}

/**
 * Judges the whole cluster before a server is taken out. All failing parts are reported with the first server concerned, because the operator
 * must look at the failing server and not at the server due for a restart. The verdict is `broken` only if a part is broken.
 */
export function judgeCluster(parts: readonly PartLook[]): Look<undefined> {
  const open = parts.flatMap(({ server, look }) => (look.kind === 'holds' ? [] : [{ server, look }]));
  const first = open.find(({ look }) => look.kind === 'broken') ?? open[0];
  if (first === undefined) return HOLDS;
  const observed = open.flatMap(({ server, look }) =>
    look.observed.map((seen) => (server === undefined ? seen : `${server}: ${seen}`)),
  );
  const on = first.look.on ?? first.server ?? open.find(({ server }) => server !== undefined)?.server;
  return { kind: first.look.kind, observed, ...(on === undefined ? {} : { on }) };
}

/** The engine runs on another server. Restarts by systemd are judged in the other server's own turn. */
export function judgeOtherUnit(unit: Pick<UnitFacts, 'activeState' | 'subState'>): Look<undefined> {
  if (isRunning(unit)) return HOLDS;
  return { kind: 'not-yet', observed: [`ActiveState=${unit.activeState}`, `SubState=${unit.subState}`] };
}

/** The Node of another server is Ready and not cordoned. */
export function judgeOtherNode({ ready, unschedulable }: Pick<NodeFacts, 'ready' | 'unschedulable'>): Look<undefined> {
  if (ready && !unschedulable) return HOLDS;
  return { kind: 'not-yet', observed: [`Ready=${ready}`, `unschedulable=${unschedulable}`] };
}

/** Only the servers of the run are part of the cluster. No left-out server has come back. */
export function judgeLeftOut(
  found: { readonly nodes: readonly NodeFacts[]; readonly serving: readonly string[] },
  known: { readonly servers: readonly { readonly nodeName: string }[]; readonly planes: number },
): Look<undefined> {
  const observed = [
    ...strangersAmong(found.nodes, known.servers).map(({ name }) => `unexpected node=${name}`),
    ...(found.serving.length > known.planes ? [`unexpected apiserver among ${found.serving.join(',')}`] : []),
  ];
  return observed.length === 0 ? HOLDS : { kind: 'not-yet', observed };
}

/** The leader still has the files that this roll spreads. Every server copies the leader's files when starting. */
export function judgeSpread(roll: Roll, leader: Pick<ServerState, 'file' | 'state'>): Look<undefined> {
  // The state file describes the file from before the command until the rewrite is over.
  if (roll === 'early' && leader.file.keys.length === 2) return HOLDS;
  if (roll === 'early') return judgeSpread('reencrypt_finished', leader);
  if (leader.state.stage === roll && leader.state.sha256 === leader.file.sha256) return HOLDS;
  const keys = leader.file.keys.map(({ name }) => name).join(',');
  return { kind: 'not-yet', observed: [`stage=${leader.state.stage}`, `keys=${keys}`] };
}

/** No other actor is at work on the servers (failures.md B11, B25). Actors that may begin at any time were reported before the run. */
export function judgeActors(actors: readonly OtherActor[]): Look<undefined> {
  const acting = actingNow(actors);
  const [first] = acting;
  if (first === undefined) return HOLDS;
  const observed = acting.map(({ kind, name }) => `${kind}=${name}`);
  return { kind: 'not-yet', observed, ...(first.server === undefined ? {} : { on: first.server }) };
}
