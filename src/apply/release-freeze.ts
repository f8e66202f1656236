import { thawCommands } from '../cluster/freeze.ts';
import type { JournalLine } from '../model/journal.ts';
import { liftFreeze } from './actors/freeze-writes.ts';
import { lastRecordOf } from './journal-view.ts';
import { runnerOf, serverFacts, type Run } from './run.ts';
import { apiserverTarget } from './targets.ts';

/**
 * Whether writes of Secrets are refused by this run, by its journal, and whether they may be let through.
 * `must-stay`: the leader may have taken `rotate-keys` and some server still writes with the old key, which the leader no longer
 * has: a Secret written through that one would be lost (measured.md 1).
 */
export function freezeStanding(lines: readonly JournalLine[]): 'lifted' | 'may-be-lifted' | 'must-stay' {
  const frozenAt = lines.findLastIndex(({ record }) => 'step' in record && record.step === 'freeze-writes');
  const lift = lines.findLast(({ record }) => 'step' in record && record.step === 'thaw-writes');
  const isLater = lift !== undefined && lines.indexOf(lift) > frozenAt;
  if (frozenAt === -1) return 'lifted';
  if (isLater) return lift.record.kind === 'done' || lift.record.kind === 'found-done' ? 'lifted' : 'may-be-lifted';
  const wasSent = lines.some(({ record }) => record.kind === 'intended' && record.step === 'command:rotate-keys');
  const last = lastRecordOf(lines, 'command:rotate-keys');
  const wasNotTaken =
    last?.kind === 'failed' &&
    (last.failure.kind === 'stage-command-refused' || last.failure.kind === 'stage-command-not-taken');
  return !wasSent || wasNotTaken ? 'may-be-lifted' : 'must-stay';
}

/**
 * The end of a run that stopped: lets everybody write Secrets again where no Secret can be lost by it; else says that they
 * stay refused, why, and how it is lifted. A resumed run lifts it at its own end.
 */
export async function releaseFreeze(run: Run): Promise<void> {
  const standing = freezeStanding(run.journal.lines);
  if (standing === 'lifted') return;
  if (standing === 'must-stay') {
    tell(run, 'servers-differ');
    return;
  }
  run.journal.append({ kind: 'intended', step: 'thaw-writes', before: { kind: 'none' } });
  const lifted = await liftFreeze(run);
  if (lifted.ok) run.journal.append({ kind: 'done', step: 'thaw-writes', evidence: {} });
  else tell(run, 'not-lifted');
}

function tell(run: Run, reason: 'servers-differ' | 'not-lifted'): void {
  const { leader } = run.plan;
  const lines = thawCommands(apiserverTarget(serverFacts(run, leader))).map((command) =>
    runnerOf(run, leader).line(command),
  );
  run.emit({ type: 'writes-left-frozen', reason, server: leader, lines });
}
