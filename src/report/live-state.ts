import type { Event, ServerView, StepStartedEvent, WaitingEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { expectedMs, paceAfter, UNMEASURED, type Pace } from '../model/pace.ts';
import type { StepId } from '../model/step.ts';

/** Progress of the present step according to its event. `leftMs` is the time remaining at the event, where measured. */
interface Progress {
  readonly done: number;
  readonly total: number;
  readonly event: Event;
  readonly seenAt: number;
  readonly leftMs: number | undefined;
}

/** Everything shown by the live view. Only `see` changes the state. */
export interface LiveState {
  readonly plan: Plan;
  readonly startedAt: number;
  readonly rows: ReadonlyMap<string, ServerView>;
  readonly done: ReadonlySet<StepId>;
  readonly pace: Pace;
  readonly current: { readonly event: StepStartedEvent; readonly startedAt: number } | undefined;
  /** Gates still waited for, by server and gate. */
  readonly waiting: ReadonlyMap<string, WaitingEvent>;
  readonly progress: Progress | undefined;
  readonly stopping: 'no' | 'soon' | 'now';
}

/** The state at the beginning of a run. */
export function liveState(plan: Plan, now: number): LiveState {
  return {
    plan,
    startedAt: now,
    rows: new Map(),
    done: new Set(),
    pace: UNMEASURED,
    current: undefined,
    waiting: new Map(),
    progress: undefined,
    stopping: 'no',
  };
}

/** The state after an event. Pure, because the time is a parameter. */
export function see(state: LiveState, event: Event, now: number): LiveState {
  switch (event.type) {
    case 'server-view':
      return { ...state, rows: new Map(state.rows).set(event.view.server, event.view) };
    case 'step-started':
      return { ...state, current: { event, startedAt: now }, waiting: new Map(), progress: undefined };
    case 'step-finished':
      return {
        ...state,
        done: new Set(state.done).add(event.step),
        pace: event.found
          ? state.pace
          : paceAfter(state.pace, { ...event, estimateMs: plannedMs(state.plan, event.step) }),
        current: state.current?.event.step === event.step ? undefined : state.current,
        waiting: new Map(),
        progress: undefined,
      };
    case 'waiting':
      return { ...state, waiting: new Map(state.waiting).set(gateKey(event), event) };
    case 'gate-held': {
      const waiting = new Map(state.waiting);
      waiting.delete(gateKey(event));
      return { ...state, waiting };
    }
    case 'rewrite-progress':
      return {
        ...state,
        progress: { done: event.rewritten, total: event.total, event, seenAt: now, leftMs: event.leftMs },
      };
    case 'read-back-progress':
      return { ...state, progress: { done: event.read, total: event.total, event, seenAt: now, leftMs: undefined } };
    case 'interrupt-requested':
      return { ...state, stopping: event.hard ? 'now' : 'soon' };
    default:
      return state;
  }
}

function gateKey({ server, gate }: { readonly server: string; readonly gate: string }): string {
  return `${server} ${gate}`;
}

/** The plan's estimate of a step, in ms. A step of another release has no estimate. */
function plannedMs({ steps }: Plan, step: StepId): number {
  return steps.find(({ id }) => id === step)?.estimateMs ?? 0;
}

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
