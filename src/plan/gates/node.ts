import type { NodeFacts } from '../../model/facts.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/**
 * The Node is Ready, uncordoned, and has a heartbeat newer than the last heartbeat before the server's restart (`undefined` without a restart).
 * Heartbeats are compared with each other and never with a clock.
 */
export function judgeNode(
  { ready, heartbeatAt, unschedulable }: NodeFacts,
  heartbeatBefore: string | undefined,
): Look<undefined> {
  const observed = [`Ready=${ready}`, `heartbeat=${heartbeatAt ?? 'none'}`, `unschedulable=${unschedulable}`];
  // No run begins with a cordoned Node.
  if (unschedulable) return { kind: 'broken', observed };
  const fresh =
    heartbeatBefore === undefined ||
    (heartbeatAt !== undefined && Date.parse(heartbeatAt) > Date.parse(heartbeatBefore));
  return ready && fresh ? HOLDS : { kind: 'not-yet', observed };
}
