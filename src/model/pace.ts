import { partsOf } from './step-id.ts';
import type { StepId, StepParts } from './step.ts';

/** Kinds of steps with similar durations. The duration of one step predicts the next step of the kind. */
type PaceKind = StepParts['kind'] | 'rewrite';

/** Sums over finished steps, ms. */
interface Sums {
  readonly tookMs: number;
  readonly estimatedMs: number;
}

/** Durations of a run's steps by kind, against the estimates. */
export type Pace = ReadonlyMap<PaceKind, Sums>;

/** The pace before any measurement. */
export const UNMEASURED: Pace = new Map();

/** The pace after one more step of this run. A step found done does not count, because another process spent the time. */
export function paceAfter(
  pace: Pace,
  { step, durationMs, estimateMs }: { readonly step: StepId; readonly durationMs: number; readonly estimateMs: number },
): Pace {
  const parts = partsOf(step);
  // The wait for one server that has just restarted says nothing about the wait for all that still poll.
  if (parts.kind === 'loaded' && parts.server !== undefined) return pace;
  const kind = kindOf(parts);
  const before = pace.get(kind) ?? { tookMs: 0, estimatedMs: 0 };
  return new Map(pace).set(kind, {
    tookMs: before.tookMs + durationMs,
    estimatedMs: before.estimatedMs + estimateMs,
  });
}

/** The plan's estimate of a step, adjusted to the run's pace for steps of the same kind, ms. */
export function expectedMs(pace: Pace, step: StepId, estimateMs: number): number {
  const { tookMs, estimatedMs } = pace.get(kindOf(partsOf(step))) ?? { tookMs: 0, estimatedMs: 0 };
  return estimatedMs === 0 ? estimateMs : (estimateMs * tookMs) / estimatedMs;
}

/** Both rewrites cover the same Secrets. */
function kindOf({ kind }: StepParts): PaceKind {
  return kind === 'rewrite-kept' || kind === 'rewrite-finished' ? 'rewrite' : kind;
}
