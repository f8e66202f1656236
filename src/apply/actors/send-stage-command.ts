import { stageCommand, transientUnitName } from '../../engine/stage-command.ts';
import { clearTransientUnit } from '../../engine/transient-unit.ts';
import type { StageCommand } from '../../model/encryption.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { performStep, type Evidence } from '../perform-step.ts';
import { lastRecordOf, type StepRecord } from '../journal-view.ts';
import { newKeyIn, readServerState, type ServerState } from '../leader-state.ts';
import { acting, runnerOf, serverFacts, type Run } from '../run.ts';
import { stageEffect, type StageEffect } from '../stage-effect.ts';
import { engineTarget } from '../targets.ts';
import { readUnitOf } from '../unit-state.ts';
import { awaitStageCommand, queryStageUnit } from './await-stage-command.ts';

/**
 * Sends a stage command once on the leader, and observes its effect. Rewrites count as soon as they have begun.
 *
 * At most once is systemd's promise: the command runs in a unit whose name no second one can have. What a unit of that name
 * means depends on the journal: with an intention of ours it is our command, and it is only observed; without one, or after a plain
 * refusal, it is left over and cleared first.
 *
 * Fails with `stage-command-refused` or `stage-command-not-taken` (nothing changed), `stage-command-unclear`, or what kept us from asking.
 */
export async function sendStageCommand(run: Run, command: StageCommand): Promise<Result<Evidence>> {
  const id: StepId = `command:${command}`;
  const leader = run.plan.leader;
  const unit = transientUnitName(run.plan.id, command);
  // Set by the probe: the unit of this very command is there, so it must not be sent.
  let sent = false;
  return performStep(run, {
    id,
    probe: async (recorded) => {
      const seen = await lookAtEffect(run, command);
      if (!seen.ok) return seen;
      if (recorded?.kind === 'done' || recorded?.kind === 'found-done') {
        const again = await mayBeSentAgain(run, command, seen.value.effect);
        if (!again.ok) return again;
        if (!again.value) return success(recorded.evidence);
        return success(undefined);
      }
      if (seen.value.effect === 'yes' || seen.value.effect === 'begun') return evidenceOf(run, seen.value.state);
      const stands = await queryStageUnit(run, unit);
      if (!stands.ok) return stands;
      if (stands.value.kind === 'absent') return success(undefined);
      if (recorded !== undefined && !wasRefused(recorded)) {
        sent = true;
        return success(undefined);
      }
      if (stands.value.kind === 'running') return failed(stillRunning(unit));
      return clearLeftOver(run, unit);
    },
    before: async () => success({ kind: 'transient-unit', name: unit }),
    act: async () => {
      if (sent) return success(undefined);
      const target = engineTarget(run.cluster.distribution, serverFacts(run, leader));
      const answer = await runnerOf(run, leader).run(
        acting(run),
        stageCommand({ target, planId: run.plan.id, command }),
      );
      // Whatever systemd-run answered, or did not: the unit tells.
      return answer.ok ? success(undefined) : answer;
    },
    verify: async () => {
      const ended = await awaitStageCommand(run, command, unit);
      return ended.ok ? evidenceOf(run, ended.value) : ended;
    },
  });
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

/**
 * A rewrite that had begun dies with the leader's service, and then the cluster stands as before it: stage `rotate`, both keys
 * everywhere. Only then, with a service that was started after the command was sent, is `reencrypt` sent anew. It makes no key.
 */
async function mayBeSentAgain(run: Run, command: StageCommand, effect: StageEffect): Promise<Result<boolean>> {
  if (command !== 'reencrypt' || effect !== 'no') return success(false);
  const recorded = lastRecordOf(run.journal.lines, `command:${command}`);
  const then = recorded !== undefined && 'evidence' in recorded ? recorded.evidence['serviceInvocation'] : undefined;
  const unit = await readUnitOf(run, acting(run), run.plan.leader);
  if (!unit.ok) return unit;
  if (then === undefined || then === unit.value.invocationId) return success(false);
  const cleared = await clearLeftOver(run, transientUnitName(run.plan.id, command));
  return cleared.ok ? success(true) : cleared;
}

async function clearLeftOver(run: Run, unit: string): Promise<Result<undefined>> {
  const cleared = await runnerOf(run, run.plan.leader).output(acting(run), clearTransientUnit(unit));
  return cleared.ok ? success(undefined) : cleared;
}

/** With the service that took the command: another invocation of it cannot be rewriting any more. */
async function evidenceOf(run: Run, { file, state, annotation }: ServerState): Promise<Result<Evidence>> {
  const unit = await readUnitOf(run, acting(run), run.plan.leader);
  if (!unit.ok) return unit;
  const newKey = newKeyIn(run, file);
  return success({
    stage: annotation?.stage ?? state.stage,
    fileSha256: file.sha256,
    ...(newKey === undefined ? {} : { newKey: newKey.name }),
    serviceInvocation: unit.value.invocationId,
  });
}

function stillRunning(unit: string) {
  return { kind: 'journal-disagrees', disagreement: 'command-still-running', evidence: [unit] } as const;
}
