import type { Look } from '../../model/look.ts';
import { judgeUnit } from '../../plan/gates/unit.ts';
import { notAnswered } from '../gate-wait.ts';
import { serverFacts, watching, type Run } from '../run.ts';
import { readUnitOf } from '../unit-state.ts';
import type { GateQuestion } from './gate-question.ts';

/** The engine's unit, as systemd shows it on this server. */
export async function lookAtUnit(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const unit = await readUnitOf(run, watching(run), server);
  return unit.ok ? judgeUnit(unit.value, serverFacts(run, server).unit) : notAnswered(unit.failure);
}
