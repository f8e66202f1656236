import { notAnswered } from '../gate-wait.ts';
import { readServerState } from '../leader-state.ts';
import type { Look } from '../poll.ts';
import { watching, type Run } from '../run.ts';
import type { GateQuestion } from './gate-question.ts';

/**
 * The server shows the roll's stage in its state file and in its Node's annotation, and its file is byte for byte the leader's.
 * The stage alone proves nothing: in a second rotation followers already say `reencrypt_finished` (failures.md 4, "Traps").
 */
export async function lookAtStage(run: Run, { roll, server }: GateQuestion): Promise<Look<undefined>> {
  const [own, leader] = await Promise.all([
    readServerState(run, watching(run), server),
    readServerState(run, watching(run), run.plan.leader),
  ]);
  if (!own.ok) return notAnswered(own.failure);
  if (!leader.ok) return notAnswered(leader.failure);
  const { file, state, annotation } = own.value;
  run.emit({ type: 'server-view', view: run.views.stage(server, annotation ?? state) });
  const observed = [
    `stage=${state.stage}`,
    `annotation=${annotation?.stage ?? 'none'}`,
    `file=${file.sha256.slice(0, 12)}`,
    `leader's file=${leader.value.file.sha256.slice(0, 12)}`,
  ];
  const same = file.sha256 === leader.value.file.sha256 && state.sha256 === file.sha256;
  const annotated = annotation?.stage === roll && annotation.sha256 === file.sha256;
  return state.stage === roll && same && annotated
    ? { kind: 'holds', value: undefined }
    : { kind: 'not-yet', observed };
}
