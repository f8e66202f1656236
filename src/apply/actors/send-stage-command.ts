import { stageCommand, transientUnitName } from '../../engine/stage-command.ts';
import { clearTransientUnit, type TransientUnit } from '../../engine/transient-unit.ts';
import type { ServerState, StageCommand } from '../../model/encryption.ts';
import type { CommandFailure } from '../../model/host-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { commandFailureOf } from '../../remote/command-failure.ts';
import type { CommandResult } from '../../remote/command-result.ts';
import { performStep, type Evidence } from '../perform-step.ts';
import { stageEffect, type StageEffect } from '../../plan/stage-effect.ts';
import { beforeActOf, invocationAtSending, type StepRecord } from '../journal-view.ts';
import { newKeyIn, readServerState } from '../leader-state.ts';
import { acting, runnerOf, serverFacts, type Run } from '../run.ts';
import { readSavedRevision } from '../saved-revision.ts';
import { engineTarget } from '../targets.ts';
import { mayBeUnheard } from '../unheard.ts';
import { readUnitOf } from '../unit-state.ts';
import { awaitStageCommand } from './await-stage-command.ts';
import { queryStageUnit } from './stage-unit.ts';

/**
 * Sends a stage command once on the leader, and observes its effect. Rewrites count as soon as they have begun.
 *
 * At most once is systemd's promise: the command runs in a unit whose name no second one can have. What a unit of that name
 * means depends on the journal: with an intention of ours it is our command, and it is only observed; without one, or after a plain
 * refusal, it is left over and cleared first.
 *
 * Fails with `stage-command-refused` or `stage-command-not-taken` (nothing changed), with `connection-lost` or `command-timed-out` when it
 * was not heard, with `stage-command-unclear`, or with what kept us from asking.
 */
export async function sendStageCommand(run: Run, command: StageCommand): Promise<Result<Evidence>> {
  const id: StepId = `command:${command}`;
  const leader = run.plan.leader;
  const unit = transientUnitName(run.plan.id, command);
  // Set by the probe: the unit of this very command is there, so it must not be sent.
  let sent = false;
  // Set by the act: its answer was lost, so that it may not have been heard.
  let lost: CommandFailure | undefined;
  return performStep(run, {
    id,
    probe: async (recorded) => {
      const seen = await lookAtEffect(run, command);
      if (!seen.ok) return seen;
      if (recorded?.kind === 'done' || recorded?.kind === 'found-done') {
        const again = await mayBeSentAgain(run, command, seen.value.effect);
        if (!again.ok) return again;
        return again.value ? clearLeftOver(run, unit) : success(recorded.evidence);
      }
      if (seen.value.effect === 'yes' || seen.value.effect === 'begun') return evidenceOf(run, seen.value.state);
      const stands = await queryStageUnit(run, acting(run), unit);
      if (!stands.ok) return stands;
      if (stands.value.kind === 'absent') return success(undefined);
      const isOurs = recorded !== undefined && !wasRefused(recorded);
      const again =
        isOurs && hasEnded(stands.value) ? await mayBeSentAgain(run, command, seen.value.effect) : success(false);
      if (!again.ok) return again;
      if (isOurs && !again.value) {
        sent = true;
        return success(undefined);
      }
      if (stands.value.kind === 'running') return failed(stillRunning(unit));
      return clearLeftOver(run, unit);
    },
    before: async () => {
      // What was sent earlier was taken by the service of that time.
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
      return success({ kind: 'transient-unit', name: unit, serviceInvocation: invocationId, bootstrapRevision });
    },
    act: async () => {
      if (sent) return success(undefined);
      const target = engineTarget(run.cluster.distribution, serverFacts(run, leader));
      const answer = await runnerOf(run, leader).run(
        acting(run),
        stageCommand({ target, planId: run.plan.id, command }),
      );
      if (!answer.ok) return answer;
      // Whatever systemd-run answered, or did not: the unit tells.
      lost = lossOf(answer.value, runnerOf(run, leader).user);
      return success(undefined);
    },
    verify: async () => {
      const ended = await awaitStageCommand(run, command, { unit, lost });
      return ended.ok ? evidenceOf(run, ended.value) : ended;
    },
  });
}

/** Why it is not known whether a line ran; `undefined` when it is known. */
function lossOf(answer: CommandResult, user: string): CommandFailure | undefined {
  const failure = commandFailureOf(answer, user);
  return failure !== undefined && mayBeUnheard(failure) ? failure : undefined;
}

/** The engine refused it before any write, by its own word: sending it again is a first time. */
function wasRefused(recorded: StepRecord): boolean {
  return recorded.kind === 'failed' && recorded.failure.kind === 'stage-command-refused';
}

interface SeenEffect {
  readonly effect: StageEffect;
  readonly state: ServerState;
}

async function lookAtEffect(run: Run, command: StageCommand): Promise<Result<SeenEffect>> {
  const state = await readServerState(run, acting(run), run.plan.leader);
  if (!state.ok) return state;
  return success({ effect: stageEffect(command, state.value, run.plan.oldKey.name), state: state.value });
}

function hasEnded({ kind }: TransientUnit): boolean {
  return kind === 'succeeded' || kind === 'failed';
}

/**
 * A rewrite that had begun dies with the leader's service, and then the cluster stands as before it: stage `rotate`, both keys
 * everywhere. Only then, with a service that was started after the command was intended, is `reencrypt` sent anew. It makes no key.
 */
async function mayBeSentAgain(run: Run, command: StageCommand, effect: StageEffect): Promise<Result<boolean>> {
  if (command !== 'reencrypt' || effect !== 'no') return success(false);
  const then = invocationAtSending(run.journal.lines, command);
  const unit = await readUnitOf(run, acting(run), run.plan.leader);
  if (!unit.ok) return unit;
  return success(then !== undefined && then !== unit.value.invocationId);
}

async function clearLeftOver(run: Run, unit: string): Promise<Result<undefined>> {
  const cleared = await runnerOf(run, run.plan.leader).output(acting(run), clearTransientUnit(unit));
  return cleared.ok ? success(undefined) : cleared;
}

function evidenceOf(run: Run, { file, state, annotation }: ServerState): Result<Evidence> {
  const newKey = newKeyIn(run, file);
  return success({
    stage: annotation?.stage ?? state.stage,
    fileSha256: file.sha256,
    ...(newKey === undefined ? {} : { newKey: newKey.name }),
  });
}

function stillRunning(unit: string) {
  return { kind: 'journal-disagrees', disagreement: 'command-still-running', evidence: [unit] } as const;
}
