import { stageCommand, transientUnitName } from '../../engine/stage-command.ts';
import { clearTransientUnit } from '../../engine/transient-unit.ts';
import type { ServerState, StageCommand } from '../../model/encryption.ts';
import type { CommandFailure } from '../../model/failures/host.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandFailureOf } from '../../remote/command-failure.ts';
import type { CommandResult } from '../../remote/command-result.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { onHostClock } from '../run/host-clock.ts';
import { beforeActOf, type StepRecord } from '../journal/journal-queries.ts';
import { newKeyIn, readServerState, readUnitOf } from '../questions/server-state.ts';
import { acting, runnerOf, serverFacts, type Run, showStage } from '../run/run.ts';
import { readSavedRevision } from '../questions/ask-datastore.ts';
import { nextForStageCommand, type BeforeSending, type NextForStageCommand } from '../../plan/judge-stage-command.ts';
import { stageEffect } from '../../plan/stage-effect.ts';
import { engineTarget } from '../../engine/target.ts';
import { isDeliveryUnknown } from '../steps/lost-answer.ts';
import { awaitStageCommand, observedState } from './await-stage-command.ts';
import { isServiceGone, queryStageUnit } from '../questions/stage-unit.ts';

/**
 * Sends a stage command once on the leader, and observes the effect. A rewrite counts as soon as the rewrite has
 * begun.
 *
 * systemd guarantees at most one delivery, because the command runs in a unit whose name no second unit can have. The
 * meaning of an existing unit depends on the journal. With our intention, the unit is our command and is only
 * observed. Without an intention, or after a plain refusal, the unit is left over and is cleared first.
 *
 * Fails with `stage-command-refused` or `stage-command-not-taken` (nothing changed), with `connection-lost` or
 * `command-timed-out` when the command did not arrive, with `stage-command-unclear`, or with what kept us from asking.
 */
export async function sendStageCommand(run: Run, command: StageCommand): Promise<Result<Evidence>> {
  const id: StepId = `command:${command}`;
  const leader = run.plan.leader;
  const unit = transientUnitName(run.plan.id, command);
  // The probe sets `sent` when the unit of this very command exists, so that the command must not be sent.
  let sent = false;
  // The act sets `lost` when the answer was lost, so that the command may not have arrived.
  let lost: CommandFailure | undefined;
  return performStep(run, {
    id,
    probe: async (recorded) => {
      const seen = await lookAround(run, command, unit, recorded);
      if (!seen.ok) return seen;
      const { next, state } = seen.value;
      switch (next) {
        case 'recorded':
          return success(recorded !== undefined && 'evidence' in recorded ? recorded.evidence : undefined);
        case 'found':
          return evidenceOf(run, state);
        case 'observe':
          sent = true;
          return success(undefined);
        case 'still-running':
          return failed(stillRunning(unit));
        case 'clear-and-send':
          return clearLeftOver(run, unit);
        case 'send':
          return success(undefined);
        case 'unfit':
          return failed({
            kind: 'stage-command-unclear',
            server: leader,
            command,
            observed: observedState(success(state)),
          });
        default:
          return unreachable(next);
      }
    },
    before: async () => {
      // An earlier command was taken by the service of that time.
      const then = sent ? beforeActOf(run.journal.lines, id) : undefined;
      if (then?.kind === 'transient-unit') return success(then);
      const [service, saved] = await Promise.all([
        readUnitOf(run, acting(run), leader),
        readSavedRevision(run, acting(run)),
      ]);
      if (!service.ok) return service;
      if (!saved.ok) return saved;
      const { invocationId } = service.value;
      const bootstrapRevision = saved.value;
      const leaderSeconds = Math.floor(onHostClock(run, leader, run.clock.now()));
      return success({
        kind: 'transient-unit',
        name: unit,
        serviceInvocation: invocationId,
        bootstrapRevision,
        leaderSeconds,
      });
    },
    act: async () => {
      if (sent) return success(undefined);
      const target = engineTarget(run.cluster.distribution, serverFacts(run, leader));
      const answer = await runnerOf(run, leader).run(
        acting(run),
        stageCommand({ target, planId: run.plan.id, command }),
      );
      if (!answer.ok) return answer;
      // The unit decides, whatever systemd-run answered or did not answer.
      lost = lossOf(answer.value, runnerOf(run, leader).user);
      return success(undefined);
    },
    verify: async () => {
      const ended = await awaitStageCommand(run, command, { unit, lost });
      return ended.ok ? evidenceOf(run, ended.value) : ended;
    },
  });
}

/** Why the execution of a line is uncertain. `undefined` when the execution is certain. */
function lossOf(answer: CommandResult, user: string): CommandFailure | undefined {
  const failure = commandFailureOf(answer, user);
  return failure !== undefined && isDeliveryUnknown(failure) ? failure : undefined;
}

/**
 * What the journal says. A refusal by the engine's own word came before any write, so the next sending counts as the
 * first.
 */
function wordOf(recorded: StepRecord | undefined): BeforeSending['recorded'] {
  if (recorded === undefined) return 'nothing';
  if (recorded.kind === 'done' || recorded.kind === 'found-done') return 'done';
  const isRefusal = recorded.kind === 'failed' && recorded.failure.kind === 'stage-command-refused';
  return isRefusal ? 'refused' : 'intended';
}

/** The state of leader, unit and service, and the consequence for the command. */
async function lookAround(
  run: Run,
  command: StageCommand,
  unit: string,
  recorded: StepRecord | undefined,
): Promise<Result<{ readonly next: NextForStageCommand; readonly state: ServerState }>> {
  const state = await readServerState(run, acting(run), run.plan.leader);
  if (!state.ok) return state;
  const stands = await queryStageUnit(run, acting(run), unit);
  if (!stands.ok) return stands;
  const effect = stageEffect(command, state.value, run.plan.oldKey.name);
  // Only `reencrypt` may be sent again after its service is gone.
  const serviceGone = command === 'reencrypt' ? await isServiceGone(run, command) : success(false);
  if (!serviceGone.ok) return serviceGone;
  const next = nextForStageCommand({
    command,
    effect,
    unit: stands.value.kind,
    recorded: wordOf(recorded),
    serviceGone: serviceGone.value,
  });
  return success({ next, state: state.value });
}

async function clearLeftOver(run: Run, unit: string): Promise<Result<undefined>> {
  const cleared = await runnerOf(run, run.plan.leader).output(acting(run), clearTransientUnit(unit));
  return cleared.ok ? success(undefined) : cleared;
}

function evidenceOf(run: Run, { file, state, annotation }: ServerState): Result<Evidence> {
  const newKey = newKeyIn(run, file);
  showStage(run, run.plan.leader, { stage: annotation?.stage ?? state.stage, sha256: file.sha256 });
  return success({
    stage: annotation?.stage ?? state.stage,
    fileSha256: file.sha256,
    ...(newKey === undefined ? {} : { newKey: newKey.name }),
  });
}

function stillRunning(unit: string) {
  return { kind: 'journal-disagrees', disagreement: 'command-still-running', evidence: [unit] } as const;
}
