import { failed, success, type Result } from '../../model/result.ts';
import type { Gate, StepId } from '../../model/step.ts';
import type { Roll } from '../../model/strategy.ts';
import { restartRecordOf } from '../../plan/one-more-restart.ts';
import { interrupted } from '../run/interrupted.ts';
import type { Run } from '../run/run.ts';
import { failStep } from '../steps/perform-step.ts';
import { awaitGate, holdStable } from './await-gates.ts';

interface RestartOf {
  readonly roll: Roll;
  readonly server: string;
}

/**
 * A gate of a restart, with the hook `before-restart` before the look at the whole cluster. The hook may take minutes,
 * so the look, and the count where one is needed, come after it and directly before the restart. A restart that has
 * happened already has no hook. A hook that fails stops the run, and nothing of this restart was sent.
 */
export async function awaitGateWithHook(
  run: Run,
  input: RestartOf & { readonly gate: Gate },
): Promise<Result<unknown>> {
  const { roll, server, gate } = input;
  const step: StepId = `restart:${roll}:${server}`;
  const isBefore = gate === 'cluster' && restartRecordOf(run.journal.lines, step) !== 'done';
  if (!isBefore) return awaitGate(run, input);
  if (run.interrupts.soft.aborted) return failed(interrupted(run, step, 'before'));
  const failure = await run.callHook('before-restart', { runId: run.runId, server, roll });
  if (failure === undefined) return awaitGate(run, input);
  return failStep(run, step, failure);
}

/** The last wait for a restarted server, and then the hook `after-restart`, whose failure is only reported. */
export async function holdStableWithHook(
  run: Run,
  input: RestartOf & { readonly gates: readonly Gate[] },
): Promise<Result<unknown>> {
  const held = await holdStable(run, input);
  if (!held.ok) return held;
  await run.callHook('after-restart', { runId: run.runId, server: input.server, roll: input.roll });
  return success(undefined);
}
