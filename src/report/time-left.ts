import { expectedMs } from '../model/pace.ts';
import { plannedMs, type LiveState } from './live-state.ts';

/**
 * ms until the end, by the plan's estimates and the pace of this run. A rewrite that reports its pace is believed. A
 * step that takes longer than expected counts as about to end.
 */
export function timeLeftMs(state: LiveState, now: number): number {
  const { current, done, plan, pace } = state;
  const position = current?.event.index ?? plan.steps.findIndex(({ id }) => !done.has(id));
  // Steps before the present step are finished, possibly by an earlier process.
  const ahead = position === -1 ? [] : plan.steps.slice(position).filter(({ id }) => !done.has(id));
  const later = ahead.filter(({ id }) => id !== current?.event.step);
  const total = later.reduce((sum, { id, estimateMs }) => sum + expectedMs(pace, id, estimateMs), 0);
  return total + presentLeftMs(state, now);
}

/** The remainder of the present step, in ms. */
function presentLeftMs({ current, plan, pace, progress }: LiveState, now: number): number {
  if (current === undefined) return 0;
  if (progress?.leftMs !== undefined) return Math.max(0, progress.leftMs - (now - progress.seenAt));
  const { step } = current.event;
  return Math.max(0, expectedMs(pace, step, plannedMs(plan, step)) - (now - current.startedAt));
}
