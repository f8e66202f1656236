import { apiserverTarget } from '../../cluster/target.ts';
import { readReadiness } from '../../cluster/apiserver.ts';
import { readNode, readNodes } from '../../cluster/nodes.ts';
import { readServingApiservers } from '../../cluster/serving-apiservers.ts';
import { lookForOtherActors } from '../../cluster/other-actors.ts';
import { asksEtcd, hasApiserver, restartsContainers } from '../../model/course.ts';
import type { Failure } from '../../model/failure.ts';
import type { NodeFacts } from '../../model/facts.ts';
import { HOLDS, type Look } from '../../model/step.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { RollServer } from '../../model/strategy.ts';
import { restartRecordOf } from '../../plan/one-more-restart.ts';
import { heldByAlerts, judgeAlerts } from '../../plan/alerts.ts';
import {
  judgeActors,
  judgeCluster,
  judgeLeftOut,
  judgeOtherNode,
  judgeOtherUnit,
  judgeSpread,
  type PartLook,
} from '../../plan/judge-cluster.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { lastRecordOf } from '../journal/journal-queries.ts';
import { readServerFiles, readUnitOf } from '../questions/server-state.ts';
import { controlPlaneNames, runnerOf, serverFacts, watching, type Run } from '../run/run.ts';
import { judgeReadiness } from './apiserver.ts';
import { lookAtEtcd } from './etcd.ts';

/**
 * Looks at the whole cluster straight before a server or an apiserver is taken out. Every other server must be
 * reachable, running, Ready and serving. etcd must be whole, the leader's files must still be the roll's, no other actor
 * may be at work, and no alert may fire in the Prometheus of the inventory, if there is one. All questions run side by side, so the look takes as long as the slowest question. The
 * server's own state does not matter, because a restart may be the cure.
 */
export async function lookAtCluster(run: Run, question: GateQuestion): Promise<Look<undefined>> {
  if (isBehind(run, question)) return HOLDS;
  const others = run.plan.course.order.filter(({ name }) => name !== question.server);
  const lookedAt = run.clock.now();
  const parts = await Promise.all([
    ...(asksEtcd(run.plan.course) ? [lookAtEtcd(run, question).then(ofCluster)] : []),
    lookAtSpread(run, question),
    lookAtActors(run, question),
    run.askAlerts(watching(run).signal).then((answer) => ofCluster(judgeAlerts(answer))),
    ...lookForLeftOut(run, question.server),
    ...others.flatMap((other) => lookAtOther(run, other, question)),
  ]);
  const verdict = judgeCluster(parts);
  if (verdict.kind === 'holds') run.restarts.clusterSeenWell(question.server, lookedAt);
  return verdict;
}

/** An earlier process has already acted on the server. Nothing more is taken out, and a sick server may be next. */
function isBehind(run: Run, { roll, server }: GateQuestion): boolean {
  const { lines } = run.journal;
  const { course } = run.plan;
  const own = course.order.find(({ name }) => name === server);
  const container = lastRecordOf(lines, `container:${roll}:${server}`)?.kind;
  const isStopped = container === 'done' || container === 'found-done';
  const hasContainer = restartsContainers(course) && own !== undefined && hasApiserver(own);
  return restartRecordOf(lines, `restart:${roll}:${server}`) === 'done' && (!hasContainer || isStopped);
}

function lookAtOther(run: Run, other: RollServer, { server }: GateQuestion): readonly Promise<PartLook>[] {
  const { name } = other;
  const told = async <T>(answer: Promise<Result<T>>, judge: (value: T) => Look<undefined>): Promise<PartLook> => {
    const answered = await answer;
    return { server: name, look: answered.ok ? judge(answered.value) : notAnswered(answered.failure) };
  };
  return [
    told(readUnitOf(run, watching(run), name), judgeOtherUnit),
    ...(hasApiserver(other) ? [told(readReadinessOf(run, name), judgeReadiness)] : []),
    told(readNodeOf(run, other, server), (node) => (node === undefined ? HOLDS : judgeOtherNode(node))),
  ];
}

function readReadinessOf(run: Run, name: string): Promise<Result<boolean>> {
  return readReadiness(watching(run), runnerOf(run, name), apiserverTarget(serverFacts(run, name)));
}

/**
 * Asks through the apiserver of `other`, or, where `other` has none, of any server that stays up. `undefined` when the
 * only apiserver is on the server to be restarted and does not answer.
 */
async function readNodeOf(run: Run, other: RollServer, restarted: string): Promise<Result<NodeFacts | undefined>> {
  const asked = hasApiserver(other) ? other.name : apiserverBeside(run, restarted);
  const facts = serverFacts(run, asked);
  const { nodeName } = serverFacts(run, other.name);
  const node = await readNode(watching(run), runnerOf(run, asked), apiserverTarget(facts), {
    distribution: run.cluster.distribution,
    nodeName,
  });
  return !node.ok && asked === restarted ? success(undefined) : node;
}

function ofCluster(look: Look<undefined>): PartLook {
  return { server: undefined, look };
}

/** Where the only apiserver is about to restart and does not answer, only the hosts are asked. */
async function lookAtActors(run: Run, { server }: GateQuestion): Promise<PartLook> {
  const beside = controlPlaneNames(run).filter((name) => name !== server);
  const ask = (planes: readonly string[]) =>
    lookForOtherActors(watching(run), {
      hosts: run.plan.course.order.map(({ name }) => runnerOf(run, name)),
      planes: planes.map((name) => ({ runner: runnerOf(run, name), target: apiserverTarget(serverFacts(run, name)) })),
      nodes: run.facts.servers.map(({ nodeName }) => nodeName),
    });
  const asked = await ask(beside.length === 0 ? [server] : beside);
  const actors = asked.ok || beside.length > 0 ? asked : await ask([]);
  if (actors.ok) return ofCluster(judgeActors(actors.value));
  const { failure } = actors;
  return { server: 'server' in failure ? failure.server : undefined, look: notAnswered(failure) };
}

async function lookAtSpread(run: Run, { roll }: GateQuestion): Promise<PartLook> {
  const { leader } = run.plan;
  const files = await readServerFiles(run, watching(run), leader);
  return { server: leader, look: files.ok ? judgeSpread(roll, files.value) : notAnswered(files.failure) };
}

/** A control-plane server other than this server, or this server where no other exists. */
function apiserverBeside(run: Run, server: string): string {
  return controlPlaneNames(run).find((name) => name !== server) ?? run.plan.leader;
}

/**
 * Whether a server that was left out of the run has come back. With its files from the time of the loss, the server
 * would take writes under a key on its way out. The look at etcd covers the server's member. Without a left-out server
 * nothing is asked. Where the only apiserver is to be restarted and does not answer, the question stays open.
 */
function lookForLeftOut(run: Run, restarted: string): readonly Promise<PartLook>[] {
  return run.facts.leftOut.length === 0 ? [] : [lookBack(run, restarted)];
}

async function lookBack(run: Run, restarted: string): Promise<PartLook> {
  const asked = apiserverBeside(run, restarted);
  const target = apiserverTarget(serverFacts(run, asked));
  const [nodes, serving] = await Promise.all([
    readNodes(watching(run), runnerOf(run, asked), target, run.cluster.distribution),
    readServingApiservers(watching(run), runnerOf(run, asked), target),
  ]);
  const silent = nodes.ok ? serving : nodes;
  if (!silent.ok) {
    return asked === restarted
      ? { server: undefined, look: HOLDS }
      : { server: asked, look: notAnswered(silent.failure) };
  }
  const found = { nodes: nodes.ok ? nodes.value : [], serving: serving.ok ? serving.value : [] };
  return {
    server: undefined,
    look: judgeLeftOut(found, { servers: run.facts.servers, planes: controlPlaneNames(run).length }),
  };
}

/**
 * The chart saw the cluster well just before. A count, or a new confirmation of a lock, may have taken a minute since.
 */
const STAYS_FRESH_MS = 2_000;

/**
 * Looks at the whole cluster once more straight before an act where the last look is too old. Fails with
 * `gate-timed-out`, or with `alerts-hold` where all but the alerts is well.
 */
export async function lookAgain(run: Run, question: GateQuestion): Promise<Result<void>> {
  const age = run.restarts.sinceClusterSeenWell(question.server);
  if (age !== undefined && age <= STAYS_FRESH_MS) return success(undefined);
  const whole = await lookAtCluster(run, question);
  if (whole.kind === 'holds') return success(undefined);
  const { observed, on: server = question.server } = whole;
  const failure: Failure = { kind: 'gate-timed-out', server, gate: 'cluster', waitedMs: 0, observed };
  return failed(heldByAlerts(failure, question.server));
}
