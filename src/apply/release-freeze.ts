import { apiserverTarget } from '../cluster/target.ts';
import { unfreezeCommands } from '../cluster/freeze.ts';
import { todaysStepName } from '../model/step-id.ts';
import type { Emit, LeftFrozen } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { JournalLine } from '../model/journal.ts';
import type { StepId } from '../model/step.ts';
import { unreachable } from '../model/unreachable.ts';
import { liftFreeze } from './actors/freeze-writes.ts';
import { lastRecordOf, planOf, wasTakenFromMirror } from './journal/journal-queries.ts';
import { acting, runnerOf, serverFacts, type Run } from './run/run.ts';

/**
 * Whether this run refuses writes of Secrets, by its journal, and whether the writes may be let through.
 * `must-stay` means that the leader may have taken `rotate-keys` and some server still writes with the old key, which
 * the leader no longer has. A Secret written through that server would be lost (measured.md 1). `deletes-only` means
 * that after an early roll every server has both keys, writes pass, and the rewrite is not known to be over.
 */
export function freezeState(lines: readonly JournalLine[]): 'lifted' | 'may-be-lifted' | 'must-stay' | 'deletes-only' {
  // An adopted run found both the policy in force and the command taken by the leader.
  const foundAt = wasFoundFrozen(lines) ? 0 : -1;
  const frozenAt = Math.max(foundAt, lastIndexOf(lines, 'freeze-writes'));
  const unfrozenAt = lastIndexOf(lines, 'unfreeze-writes');
  const sentAt = Math.max(foundAt, takenAt(lines));
  // An unfreeze from before the command does not count for the time after the command. The policy that the unfreeze failed to
  // remove was found in force, and kept.
  if (unfrozenAt > sentAt && unfrozenAt > frozenAt) return isDone(lines[unfrozenAt]) ? 'lifted' : 'may-be-lifted';
  const openedAt = lastIndexOf(lines, 'allow-writes');
  const isOpened = openedAt > sentAt && openedAt > frozenAt && isDone(lines[openedAt]);
  if (isOpened) return isDone(lines[lastIndexOf(lines, 'rewrite-finished')]) ? 'may-be-lifted' : 'deletes-only';
  if (sentAt !== -1 && frozenAt !== -1) return 'must-stay';
  return frozenAt === -1 ? 'lifted' : 'may-be-lifted';
}

function wasFoundFrozen(lines: readonly JournalLine[]): boolean {
  const plan = planOf(lines);
  return plan !== undefined && plan.course.freezeWrites && plan.entry.at !== 'start';
}

/**
 * Where the journal last intended `rotate-keys`. -1 without an intention, or when the engine surely did not take the
 * command.
 */
function takenAt(lines: readonly JournalLine[]): number {
  const last = lastRecordOf(lines, 'command:rotate-keys');
  const wasNotTaken =
    last?.kind === 'failed' &&
    (last.failure.kind === 'stage-command-refused' ||
      last.failure.kind === 'stage-command-not-taken' ||
      (last.failure.kind === 'interrupted' && last.failure.at?.phase === 'before'));
  if (wasNotTaken) return -1;
  return lines.findLastIndex(({ record }) => record.kind === 'intended' && record.step === 'command:rotate-keys');
}

function lastIndexOf(lines: readonly JournalLine[], step: StepId): number {
  return lines.findLastIndex(({ record }) => 'step' in record && record.step === step);
}

function isDone(line: JournalLine | undefined): boolean {
  return line?.record.kind === 'done' || line?.record.kind === 'found-done';
}

/**
 * Ends the freeze of a stopped run. Lets every client write Secrets again where no Secret can be lost. Otherwise
 * reports that writes stay refused, why, and how to remove the policy. A resumed run removes the policy at its own
 * end.
 */
export async function releaseFreeze(run: Run, stoppedBy: Failure): Promise<void> {
  const state = freezeState(run.journal.lines);
  if (state === 'lifted') return;
  if (state === 'must-stay' || (state === 'deletes-only' && !isGivenUp(stoppedBy))) {
    tell(run, reasonOf(state, stoppedBy));
    return;
  }
  // A run that took over may have sent its command under this refusal of writes.
  if ((await run.confirmLock()) !== undefined) {
    tell(run, 'not-lifted');
    return;
  }
  run.journal.append({ kind: 'intended', step: 'unfreeze-writes', before: { kind: 'none' } });
  const mirrored = await run.mirror.catchUp(acting(run), 'before-act');
  if (!mirrored.ok || (await run.confirmLock()) !== undefined) {
    tell(run, 'not-lifted');
    return;
  }
  const lifted = await liftFreeze(run);
  if (lifted.ok) run.journal.append({ kind: 'done', step: 'unfreeze-writes', evidence: {} });
  else tell(run, 'not-lifted');
}

/**
 * Reports that writes stay refused, for a run that could not be resumed. No server can be asked then, so the report
 * relies on the plan. Reports nothing where the journal shows no refusal.
 */
export function tellWritesLeftFrozen(emit: Emit, lines: readonly JournalLine[], stoppedBy?: Failure): void {
  const state = freezeState(lines);
  const plan = planOf(lines);
  if (state === 'lifted' || plan === undefined) return;
  const steps = wasTakenFromMirror(lines) ? [] : plan.steps;
  const commands = steps.find(({ id }) => todaysStepName(id) === 'unfreeze-writes')?.commands ?? [];
  emit({
    type: 'writes-left-frozen',
    reason: reasonOf(state, stoppedBy),
    server: plan.leader,
    lines: commands.map(({ line }) => line),
  });
}

function reasonOf(
  state: Exclude<ReturnType<typeof freezeState>, 'lifted'>,
  stoppedBy: Failure | undefined,
): LeftFrozen {
  switch (state) {
    case 'must-stay':
      return whyItStays(stoppedBy);
    case 'deletes-only':
      return isCutOff(stoppedBy) ? 'rewrite-cut-off' : 'rewrite-goes-on';
    case 'may-be-lifted':
      return 'not-lifted';
    default:
      return unreachable(state);
  }
}

/** The engine rewrites no more, so a deletion can abort nothing. An overdue rewrite may still go on. */
function isGivenUp(stoppedBy: Failure): boolean {
  return stoppedBy.kind === 'rewrite-failed' || isCutOff(stoppedBy);
}

/** The leader's service restarted during the rewrite, and no server continues it. */
function isCutOff(stoppedBy: Failure | undefined): boolean {
  return stoppedBy?.kind === 'journal-disagrees' && stoppedBy.disagreement === 'crashed-rewrite';
}

function whyItStays(stoppedBy: Failure | undefined): LeftFrozen {
  return stoppedBy?.kind === 'stragglers-remain' || stoppedBy?.kind === 'keys-out-of-reach'
    ? 'secrets-left'
    : 'servers-differ';
}

function tell(run: Run, reason: LeftFrozen): void {
  const { leader } = run.plan;
  const lines = unfreezeCommands(apiserverTarget(serverFacts(run, leader))).map((command) =>
    runnerOf(run, leader).line(command),
  );
  run.emit({ type: 'writes-left-frozen', reason, server: leader, lines });
}
