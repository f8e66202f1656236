import type { Check } from '../../model/check.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Strategy, StrategyWish } from '../../model/strategy.ts';
import type { KnownIssuesFor } from '../../model/known-issue.ts';

/** The input of all checks. */
export interface PreflightInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly cluster: Cluster;
  /** The chosen strategy. */
  readonly resolved: Strategy;
  readonly knownIssuesFor: KnownIssuesFor;
  /** Time in ms since the epoch. A check that passes or warns never quotes the time, because a plan contains no time. */
  readonly now: number;
}

/** One small question to only the facts. */
export type FactsCheck = (input: Pick<PreflightInput, 'facts'>) => readonly Check[];

/** One small question to the facts and the operator's wishes. */
export type PreflightCheck = (input: PreflightInput) => readonly Check[];
