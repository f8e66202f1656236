import { apiserverTarget } from '../../cluster/target.ts';
import { readLoaded } from '../../cluster/apiserver.ts';
import { fileOnDisk } from '../../model/is-loaded.ts';
import type { Gate, Look } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { judgeLoaded, judgeNode, judgeStage, judgeUnit } from '../../plan/judge-gates.ts';
import { readServerFiles, readServerNode, readServerState, readUnitOf } from '../questions/server-state.ts';
import { runnerOf, serverFacts, watching, type Run, showStage } from '../run/run.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { lookAtApiserver, measureOutage } from './apiserver.ts';
import { lookAtCanary } from './canary.ts';
import { lookAtCluster } from './cluster.ts';
import { lookAtEtcd } from './etcd.ts';
import { lookAtSaved } from './saved.ts';

/**
 * Looks at a gate once (design.md, "Gates"). While the server's apiserver is down, each look also asks whether the
 * apiserver is back.
 */
export function lookAtGate(run: Run, gate: Gate, question: GateQuestion): Promise<Look<undefined>> {
  if (run.outages.isDown(question.server)) measureOutage(run, question);
  return lookAt(run, gate, question);
}

function lookAt(run: Run, gate: Gate, question: GateQuestion): Promise<Look<undefined>> {
  switch (gate) {
    case 'saved':
      return lookAtSaved(run, question);
    case 'cluster':
      return lookAtCluster(run, question);
    case 'unit':
      return lookAtUnit(run, question);
    case 'node':
      return lookAtNode(run, question);
    case 'apiserver':
      return lookAtApiserver(run, question);
    case 'etcd':
      return lookAtEtcd(run, question);
    case 'stage':
      return lookAtStage(run, question);
    case 'loaded':
      return lookAtLoaded(run, question);
    case 'canary':
      return lookAtCanary(run, question);
    default:
      return unreachable(gate);
  }
}

/** The engine's unit, as systemd shows it on this server. */
export async function lookAtUnit(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const unit = await readUnitOf(run, watching(run), server);
  return unit.ok ? judgeUnit(unit.value, serverFacts(run, server).unit) : notAnswered(unit.failure);
}

/** The Node of this server, compared with its heartbeat just before this process restarted the server. */
async function lookAtNode(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const node = await readServerNode(run, watching(run), server);
  return node.ok ? judgeNode(node.value, run.restarts.heartbeatBefore(server)) : notAnswered(node.failure);
}

/** The server's stage of the rotation, compared with the leader's. */
export async function lookAtStage(run: Run, { roll, server }: GateQuestion): Promise<Look<undefined>> {
  const [own, other] = await Promise.all([
    readServerState(run, watching(run), server),
    server === run.plan.leader ? undefined : readServerFiles(run, watching(run), run.plan.leader),
  ]);
  const leader = other ?? own;
  if (!own.ok) return notAnswered(own.failure);
  if (!leader.ok) return notAnswered(leader.failure);
  const { state, annotation } = own.value;
  // After an early restart the state file still describes the file from before.
  showStage(run, server, roll === 'early' ? { ...state, sha256: own.value.file.sha256 } : (annotation ?? state));
  return judgeStage(roll, own.value, leader.value);
}

/** What the apiserver of this server says of its loaded file, compared with the file on the disk. */
export async function lookAtLoaded(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const facts = serverFacts(run, server);
  const [loaded, files] = await Promise.all([
    readLoaded(watching(run), runnerOf(run, server), apiserverTarget(facts)),
    readServerFiles(run, watching(run), server),
  ]);
  run.outages.seen(server, loaded.ok, run.clock.now());
  if (!loaded.ok) return notAnswered(loaded.failure);
  if (!files.ok) return notAnswered(files.failure);
  const { file } = files.value;
  const { clockOffsetMs } = facts;
  const { timing } = run.cluster;
  const verdict = judgeLoaded(loaded.value, fileOnDisk(file, { nowMs: run.clock.now(), clockOffsetMs, timing }));
  if (verdict.kind === 'holds') run.emit({ type: 'server-view', view: run.views.loaded(server, file.sha256) });
  return verdict;
}
