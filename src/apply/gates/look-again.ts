import { failed, success, type Result } from '../../model/result.ts';
import type { Run } from '../run.ts';
import { lookAtCluster } from './cluster.ts';
import type { GateQuestion } from './gate-question.ts';

/** The chart saw the cluster well just before; a count, or a lock that had to be asked for again, may have taken a minute since. */
const STAYS_FRESH_MS = 2_000;

/** Straight before an act: looks at the whole cluster once more where the last look is too old. Fails with `gate-timed-out`. */
export async function lookAgain(run: Run, question: GateQuestion): Promise<Result<void>> {
  const seenAt = run.clusterSeen.get(question.server);
  if (seenAt !== undefined && run.clock.now() - seenAt <= STAYS_FRESH_MS) return success(undefined);
  const whole = await lookAtCluster(run, question);
  if (whole.kind === 'holds') return success(undefined);
  const { observed, on: server = question.server } = whole;
  return failed({ kind: 'gate-timed-out', server, gate: 'cluster', waitedMs: 0, observed });
}
