import type { Check } from '../check.ts';

/** The cluster is in the middle of a rotation, or refuses writes of Secrets, and no run on this machine knows why. */
interface RotationElsewhere {
  readonly kind: 'rotation-elsewhere';
  readonly cluster: string;
  /** The refusing checks, which show the state of each server. */
  readonly checks: readonly Check[];
}

/** The last process of an unfinished run stopped for a person. A scheduler must not go on in the person's place. */
interface DecisionPending {
  readonly kind: 'decision-pending';
  readonly runId: string;
  readonly journal: string;
}

/** A command that runs without an operator cannot go on. */
export type UnattendedFailure = RotationElsewhere | DecisionPending;
