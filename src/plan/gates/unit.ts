import type { UnitFacts } from '../../model/facts.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/** After this number of restarts by systemd itself a unit counts as crash-looping (failures.md 3, rke2#11056). */
const MOST_SELF_RESTARTS = 3;

/**
 * The unit runs, and systemd did not have to start the unit again. `systemctl restart` sets NRestarts to 0, so any later count is a crash
 * after this restart. A first crash may still heal (rke2#9785), but a loop does not. `asFound` is the unit when facts were gathered.
 */
export function judgeUnit(
  { activeState, subState, restarts, invocationId }: UnitFacts,
  asFound: Pick<UnitFacts, 'invocationId'>,
): Look<undefined> {
  const observed = [`ActiveState=${activeState}`, `SubState=${subState}`, `NRestarts=${restarts}`];
  // Without a restart by this process the count may be old.
  const crashed = invocationId === asFound.invocationId ? 0 : restarts;
  if (crashed >= MOST_SELF_RESTARTS) return { kind: 'broken', observed };
  return activeState === 'active' && subState === 'running' ? HOLDS : { kind: 'not-yet', observed };
}
