import type { Check } from '../../model/check.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Strategy, StrategyWish } from '../../model/strategy.ts';
import type { KnownIssuesFor } from '../known-issue.ts';

/** Everything the checks may look at. */
export interface PreflightInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly cluster: Cluster;
  /** What the choice came to. */
  readonly resolved: Strategy;
  readonly knownIssuesFor: KnownIssuesFor;
  /** ms since the epoch. What passes or warns never quotes it: a plan has no time in it. */
  readonly now: number;
}

/** One small question to the facts alone. */
export type FactsCheck = (input: Pick<PreflightInput, 'facts'>) => readonly Check[];

/** One small question to the facts, and what was asked for. */
export type PreflightCheck = (input: PreflightInput) => readonly Check[];
