import type { Check } from '../model/check.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { YoungKey } from '../model/outcome.ts';
import { isRotationUnfinished } from './rotation-unfinished.ts';

/**
 * What an unattended command makes of a cluster without an unfinished run of this machine.
 * - `elsewhere`: another operator or tool left a rotation half-done, or left writes of Secrets refused.
 * - `refuse`: the servers disagree about keys or files. A young key on such a cluster is no reason for silence.
 * - `young`: nothing is due, so no check for a rotation matters today.
 * - `due`: the plan decides.
 */
export type EnsureVerdict = 'elsewhere' | 'refuse' | 'young' | 'due';

/** Checks of the present state of keys, files and writes. All other checks are about a coming rotation. */
const STATE_CHECKS: ReadonlySet<string> = new Set([
  'stage-allowed',
  'hashes-match',
  'one-key',
  'same-active-key',
  'same-file',
  'state-matches-file',
  'apiserver-loaded',
  'rewrite-cut-off',
  'writes-open',
  'writes-left-frozen',
]);

/** The verdict of `keyturn ensure`. `checks` are those of a refused plan, or empty. */
export function ensureVerdict(input: {
  readonly facts: ClusterFacts;
  readonly checks: readonly Check[];
  readonly young: YoungKey | undefined;
}): EnsureVerdict {
  const { facts, checks, young } = input;
  const refusing = checks.filter(({ verdict }) => verdict === 'refuse');
  if (isRotationUnfinished(facts) || facts.writesFrozen === true) return 'elsewhere';
  if (refusing.some(({ id }) => STATE_CHECKS.has(id))) return 'refuse';
  return young === undefined ? 'due' : 'young';
}
