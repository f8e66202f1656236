import type { NodeFacts, UnitFacts } from '../../model/facts.ts';
import { actingNow, type OtherActor } from '../../model/other-actor.ts';
import type { ServerState } from '../../model/encryption.ts';
import { HOLDS, type Look } from '../../model/look.ts';
import type { Roll } from '../../model/strategy.ts';
import { strangersAmong } from '../fact-reading.ts';

/** What one look at a part of the cluster showed, and on which server; `undefined`: on none of them. */
export interface PartLook {
  readonly server: string | undefined;
  readonly look: Look<undefined>;
}

/**
 * The whole cluster before a server is taken out of it: everything that does not hold is told, and the first server that it is about is
 * named, because that is the one to look at and not the one that was to be restarted. It is broken only where a part is.
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

/** The engine runs on another server. Whether systemd had to start it again is for that server's own turn. */
export function judgeOtherUnit({
  activeState,
  subState,
}: Pick<UnitFacts, 'activeState' | 'subState'>): Look<undefined> {
  if (activeState === 'active' && subState === 'running') return HOLDS;
  return { kind: 'not-yet', observed: [`ActiveState=${activeState}`, `SubState=${subState}`] };
}

/** The Node of another server is Ready, and nobody is about to take it away. */
export function judgeOtherNode({ ready, unschedulable }: Pick<NodeFacts, 'ready' | 'unschedulable'>): Look<undefined> {
  if (ready && !unschedulable) return HOLDS;
  return { kind: 'not-yet', observed: [`Ready=${ready}`, `unschedulable=${unschedulable}`] };
}

/** Nobody but the servers of the run is part of the cluster: one that was left out has not come back. */
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

/** The leader's files are still those that this roll spreads: a server takes them when it starts. */
export function judgeSpread(roll: Roll, leader: Pick<ServerState, 'file' | 'state'>): Look<undefined> {
  if (leader.state.stage === roll && leader.state.sha256 === leader.file.sha256) return HOLDS;
  const keys = leader.file.keys.map(({ name }) => name).join(',');
  return { kind: 'not-yet', observed: [`stage=${leader.state.stage}`, `keys=${keys}`] };
}

/** Nobody else is at work on the servers (failures.md B11, B25). Those that may begin at any time were told before the run. */
export function judgeActors(actors: readonly OtherActor[]): Look<undefined> {
  const acting = actingNow(actors);
  const [first] = acting;
  if (first === undefined) return HOLDS;
  const observed = acting.map(({ kind, name }) => `${kind}=${name}`);
  return { kind: 'not-yet', observed, ...(first.server === undefined ? {} : { on: first.server }) };
}
