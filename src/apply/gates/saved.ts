import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { newestMishapOf, newestSaveFailureOf } from '../../engine/server-cause.ts';
import { transientUnitName } from '../../engine/stage-command.ts';
import type { TransientUnit } from '../../engine/transient-unit.ts';
import { rewriteCommand } from '../../model/course.ts';
import type { StageCommand } from '../../model/encryption.ts';
import type { Course, Roll } from '../../model/strategy.ts';
import { HOLDS, type Look } from '../../model/step.ts';
import { queryStageUnit } from '../questions/stage-unit.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { readServerFiles } from '../questions/server-state.ts';
import { runnerOf, watching, type Run } from '../run/run.ts';
import { readSavedRevision } from '../questions/ask-datastore.ts';
import { commandIntendedAt, onHostClock } from '../run/host-clock.ts';

/** A file changed longer ago than this has been saved, or will never be, s (rancher/rke2#3004). */
const SETTLED_AFTER_SECONDS = 20;
/** The engine logs in whole seconds, and the file's time is the moment of the write. */
const LOGGED_BEFORE_SECONDS = 5;

/**
 * The engine has saved the leader's credential files in the datastore, and has answered. The engine shows its new
 * stage earlier. A server that restarts in between finds older files in the datastore than its own and refuses to
 * start. The remedy in the engine's message deletes what may be the only copy of the new key (failures.md A4, B6).
 */
export async function lookAtSaved(run: Run, { roll }: GateQuestion): Promise<Look<undefined>> {
  const command = commandBefore(run.plan.course, roll);
  const before = beforeActOf(run.journal.lines, `command:${command}`);
  if (before === undefined) return lookAtForeign(run);
  const unit = await queryStageUnit(run, watching(run), transientUnitName(run.plan.id, command));
  if (!unit.ok) return notAnswered(unit.failure);
  if (unit.value.kind === 'running') return { kind: 'not-yet', observed: ['the command still runs'] };
  // Another machine sent the command, and what that machine saw before was lost with its journal.
  if (before.kind !== 'transient-unit')
    return unit.value.kind === 'failed' ? { kind: 'broken', observed: ['unit=failed'] } : lookAtForeign(run);
  if (command === 'rotate-keys') return lookAtRotateKeys(run, unit.value);
  const saved = await readSavedRevision(run, watching(run));
  if (!saved.ok) return notAnswered(saved.failure);
  if (saved.value > before.bootstrapRevision) return HOLDS;
  const observed = [`saved at=${saved.value}`, `before=${before.bootstrapRevision}`, `unit=${unit.value.kind}`];
  // The engine does not try again.
  return { kind: unit.value.kind === 'failed' ? 'broken' : 'not-yet', observed };
}

/**
 * `rotate-keys` saves to the datastore twice, both keys before the rewrite and the new key after it (failures.md B11).
 * The revision cannot show the second save. The command's success can, because the answer comes afterwards. Without an
 * answer, an error may be in the server's journal. If there is none, the file is given time to settle.
 */
async function lookAtRotateKeys(run: Run, unit: TransientUnit): Promise<Look<undefined>> {
  if (unit.kind === 'succeeded') return HOLDS;
  const { leader } = run.plan;
  const sentAt = commandIntendedAt(run, 'command:rotate-keys') ?? run.clock.now();
  const journal = await runnerOf(run, leader).output(
    watching(run),
    engineJournal({
      unit: ENGINES[run.cluster.distribution].unit,
      sinceSeconds: onHostClock(run, leader, sentAt),
    }),
  );
  if (!journal.ok) return notAnswered(journal.failure);
  const cause = newestMishapOf(journal.value);
  return cause === undefined ? lookAtSettled(run) : { kind: 'broken', observed: [`unit=${unit.kind}`, cause] };
}

/**
 * Another tool sent the command, so the revision before the command is unknown. The file must be old enough, and the
 * leader's journal must show no failed save since. Neither is a proof. Where there is a follower, the roll brings the
 * proof. A follower goes before the leader (`followerFirst`), and the follower's gate holds only with the leader's
 * file, which can come only from the datastore. A single control plane has no such proof.
 */
async function lookAtForeign(run: Run): Promise<Look<undefined>> {
  const { leader } = run.plan;
  const settled = await lookAtSettled(run);
  if (settled.kind !== 'holds') return settled;
  const files = await readServerFiles(run, watching(run), leader);
  if (!files.ok) return notAnswered(files.failure);
  const journal = await runnerOf(run, leader).output(
    watching(run),
    engineJournal({
      unit: ENGINES[run.cluster.distribution].unit,
      sinceSeconds: files.value.file.changedAtSeconds - LOGGED_BEFORE_SECONDS,
    }),
  );
  if (!journal.ok) return notAnswered(journal.failure);
  const cause = newestSaveFailureOf(journal.value);
  return cause === undefined ? HOLDS : { kind: 'broken', observed: [cause] };
}

async function lookAtSettled(run: Run): Promise<Look<undefined>> {
  const { leader } = run.plan;
  const files = await readServerFiles(run, watching(run), leader);
  if (!files.ok) return notAnswered(files.failure);
  const age = onHostClock(run, leader, run.clock.now()) - files.value.file.changedAtSeconds;
  return age >= SETTLED_AFTER_SECONDS ? HOLDS : { kind: 'not-yet', observed: [`file is ${age.toFixed(0)} s old`] };
}

/** The stage command whose files a roll spreads. */
function commandBefore(course: Course, roll: Roll): StageCommand {
  return roll === 'prepare' || roll === 'rotate' ? roll : rewriteCommand(course, 'drop-old');
}
