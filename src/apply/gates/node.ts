import type { Look } from '../../model/look.ts';
import { judgeNode } from '../../plan/gates/node.ts';
import { notAnswered } from '../gate-wait.ts';
import { readServerNode } from '../leader-state.ts';
import { watching, type Run } from '../run.ts';
import type { GateQuestion } from './gate-question.ts';

/** The Node of this server, against its heartbeat just before this process restarted it. */
export async function lookAtNode(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const node = await readServerNode(run, watching(run), server);
  return node.ok ? judgeNode(node.value, run.heartbeatsBefore.get(server)) : notAnswered(node.failure);
}
