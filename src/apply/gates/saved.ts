import { transientUnitName } from '../../engine/stage-command.ts';
import type { StageCommand } from '../../model/encryption.ts';
import type { Course, Roll } from '../../model/strategy.ts';
import { queryStageUnit } from '../actors/stage-unit.ts';
import { notAnswered } from '../gate-wait.ts';
import { beforeActOf } from '../journal-view.ts';
import { readServerState } from '../leader-state.ts';
import type { Look } from '../poll.ts';
import { serverFacts, watching, type Run } from '../run.ts';
import { readSavedRevision } from '../saved-revision.ts';
import type { GateQuestion } from './look-at-gate.ts';

/** Where another tool sent the command, nobody knows the revision before it: the file must be that old instead, s (rancher/rke2#3004). */
const SETTLED_AFTER_SECONDS = 20;

/**
 * The engine has saved the leader's credential files in the datastore, and has answered. It shows its new stage before that; a server
 * that restarts in between finds older files in the datastore than its own and refuses to start, and the way out that it names
 * deletes what may be the only copy of the new key (failures.md A4, B6).
 */
export async function lookAtSaved(run: Run, { roll }: GateQuestion): Promise<Look<undefined>> {
  const command = commandBefore(run.plan.course, roll);
  const before = beforeActOf(run.journal.lines, `command:${command}`);
  if (before?.kind !== 'transient-unit') return lookAtSettled(run);
  const [saved, unit] = await Promise.all([
    readSavedRevision(run, watching(run)),
    queryStageUnit(run, watching(run), transientUnitName(run.plan.id, command)),
  ]);
  if (!saved.ok) return notAnswered(saved.failure);
  if (!unit.ok) return notAnswered(unit.failure);
  const isSaved = saved.value > before.bootstrapRevision;
  if (isSaved && unit.value.kind !== 'running') return { kind: 'holds', value: undefined };
  const observed = [`saved at=${saved.value}`, `before=${before.bootstrapRevision}`, `unit=${unit.value.kind}`];
  // The engine does not try again.
  return { kind: !isSaved && unit.value.kind === 'failed' ? 'broken' : 'not-yet', observed };
}

async function lookAtSettled(run: Run): Promise<Look<undefined>> {
  const { leader } = run.plan;
  const state = await readServerState(run, watching(run), leader);
  if (!state.ok) return notAnswered(state.failure);
  const nowSeconds = (run.clock.now() + serverFacts(run, leader).clockOffsetMs) / 1_000;
  const age = nowSeconds - state.value.file.modifiedAtSeconds;
  return age >= SETTLED_AFTER_SECONDS
    ? { kind: 'holds', value: undefined }
    : { kind: 'not-yet', observed: [`file is ${age.toFixed(0)} s old`] };
}

/** The stage command whose files a roll spreads. */
function commandBefore({ strategy }: Course, roll: Roll): StageCommand {
  if (roll !== 'reencrypt_finished') return roll;
  return strategy === 'staged' ? 'reencrypt' : 'rotate-keys';
}
