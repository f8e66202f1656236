import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { readStageAnswer } from '../../engine/stage-answer.ts';
import { transientUnitOutput, type TransientUnit } from '../../engine/transient-unit.ts';
import type { ServerState, StageCommand } from '../../model/encryption.ts';
import type { Failure } from '../../model/failure.ts';
import type { CommandFailure } from '../../model/failures/host.ts';
import type { Look } from '../../model/step.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { readServerState } from '../questions/server-state.ts';
import { pollUntil } from '../steps/poll.ts';
import { acting, runnerOf, type Run } from '../run/run.ts';
import { judgeStageCommand } from '../../plan/judge-stage-command.ts';
import { stageEffect } from '../../plan/stage-effect.ts';
import { isServiceGone, queryStageUnit } from '../questions/stage-unit.ts';
import { onHostClock } from '../run/host-clock.ts';
import { interrupted } from '../run/interrupted.ts';

/**
 * The CLI gives up after 90 s at most. The server answers within 120 s (engine.md, "Timing"). A slow host gets half as
 * much again.
 */
const COMMAND_DEADLINE_MS = 180_000;

interface SentCommand {
  /** The command's transient unit. */
  readonly unit: string;
  /** Why the answer of systemd-run is not known. `undefined` where the answer came. */
  readonly lost: CommandFailure | undefined;
}

/**
 * Waits until the command's effect shows on the leader, or the command has ended without an effect. An exit code is
 * never believed in either direction (failures.md 7.3). When no unit has the command's name and the leader is
 * unchanged, the command was not taken. The step then fails with `lost`, or with `stage-command-not-taken` when
 * systemd-run did answer.
 */
export async function awaitStageCommand(
  run: Run,
  command: StageCommand,
  { unit, lost }: SentCommand,
): Promise<Result<ServerState>> {
  const context = { ...acting(run), deadlineAt: run.clock.now() + COMMAND_DEADLINE_MS };
  let endedAt: number | undefined;
  let isUntouched = false;
  const waited = await pollUntil<ServerState>(
    context,
    async (): Promise<Look<ServerState>> => {
      const [state, stands] = await Promise.all([
        readServerState(run, acting(run), run.plan.leader),
        queryStageUnit(run, acting(run), unit),
      ]);
      const observed = [...observedState(state), ...observedUnit(stands)];
      const effect = state.ok ? stageEffect(command, state.value, run.plan.oldKey.name) : 'unread';
      const unitState = stands.ok ? stands.value.kind : 'unread';
      const serviceGone = command === 'reencrypt' && effect === 'no' ? await isServiceGone(run, command) : undefined;
      isUntouched = effect === 'no' && unitState === 'absent';
      if (unitState !== 'running' && unitState !== 'unread') endedAt ??= run.clock.now();
      const verdict = judgeStageCommand({
        command,
        effect,
        unit: unitState,
        serviceGone: serviceGone?.ok === true && serviceGone.value,
        endedForMs: endedAt === undefined ? 0 : run.clock.now() - endedAt,
      });
      if (verdict === 'took-effect' && state.ok) return { kind: 'holds', value: state.value };
      if (verdict === 'over') return { kind: 'broken', observed };
      return { kind: 'not-yet', observed };
    },
    () => {},
  );
  if (waited.kind === 'holds') return success(waited.value);
  if (waited.kind === 'aborted') return failed(interrupted(run, `command:${command}`, 'during'));
  if (isUntouched) {
    const { leader } = run.plan;
    return failed(lost ?? { kind: 'stage-command-not-taken', server: leader, command, observed: waited.observed });
  }
  return failed(await explain(run, command, unit, waited.observed));
}

/** The state of a server, in words for the operator. */
export function observedState(state: Result<ServerState>): readonly string[] {
  if (!state.ok) return [state.failure.kind];
  const { file, state: written, annotation } = state.value;
  return [
    `stage=${written.stage}`,
    `annotation=${annotation?.stage ?? 'none'}`,
    `keys=${file.keys.map((key) => key.name).join(',')}`,
    `state file matches=${written.sha256 === file.sha256}`,
  ];
}

function observedUnit(stands: Result<TransientUnit>): readonly string[] {
  return [`unit=${stands.ok ? stands.value.kind : stands.failure.kind}`];
}

/** Separates a refusal, after which nothing has changed, from every other failure, which needs the operator. */
async function explain(run: Run, command: StageCommand, unit: string, observed: readonly string[]): Promise<Failure> {
  const { leader } = run.plan;
  const runner = runnerOf(run, leader);
  const journalCommand = engineJournal({
    unit: ENGINES[run.cluster.distribution].unit,
    sinceSeconds: onHostClock(run, leader, run.clock.now() - 2 * COMMAND_DEADLINE_MS),
  });
  const [stands, output, journal] = await Promise.all([
    queryStageUnit(run, acting(run), unit),
    runner.output(acting(run), transientUnitOutput(unit)),
    runner.output(acting(run), journalCommand),
  ]);
  const exitStatus = stands.ok && stands.value.kind === 'failed' ? stands.value.exitStatus : undefined;
  const answer = readStageAnswer(command, output.ok ? output.value : '', exitStatus, journal.ok ? journal.value : '');
  if (answer.kind === 'refused') {
    return { kind: 'stage-command-refused', server: leader, command, errorId: answer.errorId, cause: answer.cause };
  }
  const said = 'text' in answer ? answer.text.trim().split('\n').slice(-5) : [];
  const cause = answer.kind === 'unclear' && answer.cause !== undefined ? [`cause=${answer.cause}`] : [];
  return { kind: 'stage-command-unclear', server: leader, command, observed: [...observed, ...said, ...cause] };
}
