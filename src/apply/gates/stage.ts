import type { Look } from '../../model/look.ts';
import { judgeStage } from '../../plan/gates/stage.ts';
import { notAnswered } from '../gate-wait.ts';
import { readServerFiles, readServerState } from '../leader-state.ts';
import { watching, type Run } from '../run.ts';
import type { GateQuestion } from './gate-question.ts';

/** What this server shows of the rotation, beside what its leader shows. */
export async function lookAtStage(run: Run, { roll, server }: GateQuestion): Promise<Look<undefined>> {
  const [own, other] = await Promise.all([
    readServerState(run, watching(run), server),
    server === run.plan.leader ? undefined : readServerFiles(run, watching(run), run.plan.leader),
  ]);
  const leader = other ?? own;
  if (!own.ok) return notAnswered(own.failure);
  if (!leader.ok) return notAnswered(leader.failure);
  const { state, annotation } = own.value;
  run.emit({ type: 'server-view', view: run.views.stage(server, annotation ?? state) });
  return judgeStage(roll, own.value, leader.value);
}
