import type { Signature } from '../signature.ts';
import { NOT_STARTED } from './consequences.ts';
import { startingAt } from './starting-at.ts';

/** A start stops where the engine compares its bootstrap data with the datastore (failures.md 3). */
export const startHangs: Signature<'start-hangs'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'rancher/rke2#9785', 'rancher/rke2#11056'],
  explainsHere: NOT_STARTED,
  find: (examination) => startingAt(examination, 'reconciling'),
};
