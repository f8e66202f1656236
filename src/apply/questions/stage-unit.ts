import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { readStageAnswer, type StageAnswer } from '../../engine/stage-answer.ts';
import { transientUnitName } from '../../engine/stage-command.ts';
import {
  parseTransientUnit,
  transientUnitOutput,
  transientUnitQuery,
  type TransientUnit,
} from '../../engine/transient-unit.ts';
import type { StepContext } from '../../model/clock.ts';
import type { StageCommand } from '../../model/encryption.ts';
import { success, type Result } from '../../model/result.ts';
import { invocationAtSending } from '../journal/journal-queries.ts';
import { acting, runnerOf, type Run } from '../run/run.ts';
import { readUnitOf } from './server-state.ts';
import { onHostClock } from '../run/host-clock.ts';

/** The state of a stage command's unit on the leader. */
export async function queryStageUnit(run: Run, context: StepContext, unit: string): Promise<Result<TransientUnit>> {
  const output = await runnerOf(run, run.plan.leader).output(context, transientUnitQuery(unit));
  return output.ok ? success(parseTransientUnit(output.value)) : output;
}

/**
 * The output of a failed command, with the cause behind its error id. `sinceMs` is when the command was sent, by our
 * clock. `undefined` while the command runs, when the command ended well, and when nothing can be learnt.
 */
export async function readAnswer(
  run: Run,
  question: { readonly command: StageCommand; readonly sinceMs: number; readonly context: StepContext },
): Promise<StageAnswer | undefined> {
  const { command, sinceMs, context } = question;
  const { leader } = run.plan;
  const unit = transientUnitName(run.plan.id, command);
  const stands = await queryStageUnit(run, context, unit);
  if (!stands.ok || stands.value.kind !== 'failed') return undefined;
  const runner = runnerOf(run, leader);
  const sinceSeconds = onHostClock(run, leader, sinceMs);
  const [output, journal] = await Promise.all([
    runner.output(context, transientUnitOutput(unit)),
    runner.output(context, engineJournal({ unit: ENGINES[run.cluster.distribution].unit, sinceSeconds })),
  ]);
  if (!output.ok || !journal.ok) return undefined;
  return readStageAnswer(command, output.value, stands.value.exitStatus, journal.value);
}

/**
 * Whether the leader's service has been replaced since taking the command. False when, by the journal, no service took
 * the command.
 */
export async function isServiceGone(run: Run, command: StageCommand): Promise<Result<boolean>> {
  const taken = invocationAtSending(run.journal.lines, command);
  if (taken === undefined) return success(false);
  const unit = await readUnitOf(run, acting(run), run.plan.leader);
  return unit.ok ? success(unit.value.invocationId !== taken) : unit;
}
