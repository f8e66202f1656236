import { notAnswered } from '../gate-wait.ts';
import { readServerNode } from '../leader-state.ts';
import type { Look } from '../poll.ts';
import { watching, type Run } from '../run.ts';
import type { GateQuestion } from './gate-question.ts';

/**
 * The Node is Ready, its heartbeat is newer than the last one before this process restarted the server, and nobody cordoned it.
 * Heartbeats are compared with each other and never with a clock.
 */
export async function lookAtNode(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const node = await readServerNode(run, watching(run), server);
  if (!node.ok) return notAnswered(node.failure);
  const { ready, heartbeatAt, unschedulable } = node.value;
  const observed = [`Ready=${ready}`, `heartbeat=${heartbeatAt ?? 'none'}`, `unschedulable=${unschedulable}`];
  // No run begins with a cordoned Node.
  if (unschedulable) return { kind: 'broken', observed };
  const before = run.heartbeatsBefore.get(server);
  const fresh = before === undefined || (heartbeatAt !== undefined && Date.parse(heartbeatAt) > Date.parse(before));
  return ready && fresh ? { kind: 'holds', value: undefined } : { kind: 'not-yet', observed };
}
