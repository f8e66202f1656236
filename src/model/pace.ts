import { partsOf } from './step-id.ts';
import type { StepId, StepParts } from './step.ts';

/** Steps that take alike: what one of them took says how long the next one will. */
type PaceKind = StepParts['kind'] | 'rewrite';

/** Sums over finished steps, ms. */
interface Sums {
  readonly tookMs: number;
  readonly estimatedMs: number;
}

/** How long steps of a kind took in a run, against their estimates. */
export type Pace = ReadonlyMap<PaceKind, Sums>;

/** Before anything was measured. */
export const UNMEASURED: Pace = new Map();

/** The pace with one more step, which this run did itself: one that was found done took somebody else's time. */
export function paceAfter(
  pace: Pace,
  { step, durationMs, estimateMs }: { readonly step: StepId; readonly durationMs: number; readonly estimateMs: number },
): Pace {
  const parts = partsOf(step);
  // On one server the step begins when the wait for its load is over: its duration says nothing of the next wait.
  if (parts.kind === 'loaded' && parts.server !== undefined) return pace;
  const kind = kindOf(parts);
  const before = pace.get(kind) ?? { tookMs: 0, estimatedMs: 0 };
  return new Map(pace).set(kind, {
    tookMs: before.tookMs + durationMs,
    estimatedMs: before.estimatedMs + estimateMs,
  });
}

/** The plan's estimate of a step, in the pace of those of its kind that this run has seen, ms. */
export function expectedMs(pace: Pace, step: StepId, estimateMs: number): number {
  const { tookMs, estimatedMs } = pace.get(kindOf(partsOf(step))) ?? { tookMs: 0, estimatedMs: 0 };
  return estimatedMs === 0 ? estimateMs : (estimateMs * tookMs) / estimatedMs;
}

/** Both rewrites go through the same Secrets. */
function kindOf({ kind }: StepParts): PaceKind {
  return kind === 'rewrite-kept' || kind === 'rewrite-finished' ? 'rewrite' : kind;
}
