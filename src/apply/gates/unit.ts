import type { Look } from '../poll.ts';
import { notAnswered } from '../gate-wait.ts';
import { serverFacts, watching, type Run } from '../run.ts';
import { readUnitOf } from '../unit-state.ts';
import type { GateQuestion } from './gate-question.ts';

/** A unit that systemd itself started this often again is crash-looping (failures.md 3, rke2#11056). */
const MOST_SELF_RESTARTS = 3;

/**
 * The unit runs, and systemd did not have to start it again. `systemctl restart` sets NRestarts to 0, so any count after a restart is
 * a crash of this very start; a first one may still heal (rke2#9785), a loop does not.
 */
export async function lookAtUnit(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const unit = await readUnitOf(run, watching(run), server);
  if (!unit.ok) return notAnswered(unit.failure);
  const { activeState, subState, restarts, invocationId } = unit.value;
  const observed = [`ActiveState=${activeState}`, `SubState=${subState}`, `NRestarts=${restarts}`];
  // Without a restart by this process the count may be an old one.
  const crashed = invocationId === serverFacts(run, server).unit.invocationId ? 0 : restarts;
  if (crashed >= MOST_SELF_RESTARTS) return { kind: 'broken', observed };
  return activeState === 'active' && subState === 'running'
    ? { kind: 'holds', value: undefined }
    : { kind: 'not-yet', observed };
}
