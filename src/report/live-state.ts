import type { Event, ServerView } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { partsOf } from '../model/step-id.ts';
import type { StepId, StepParts } from '../model/step.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Sums over finished steps, ms. */
interface Pace {
  readonly tookMs: number;
  readonly estimatedMs: number;
}

/** Everything the live view shows. Changed only by `see`. */
export interface LiveState {
  readonly plan: Plan;
  readonly startedAt: number;
  readonly rows: ReadonlyMap<string, ServerView>;
  readonly done: ReadonlySet<StepId>;
  /** How long steps of a kind took in this run, against their estimates. */
  readonly pace: ReadonlyMap<StepParts['kind'], Pace>;
  readonly current: { readonly event: Of<'step-started'>; readonly startedAt: number } | undefined;
  /** Gates that are waited for, by server and gate. */
  readonly waiting: ReadonlyMap<string, Of<'waiting'>>;
  readonly progress: { readonly done: number; readonly total: number; readonly event: Event } | undefined;
  readonly stopping: 'no' | 'soon' | 'now';
}

/** The state at the beginning of a run. */
export function liveState(plan: Plan, now: number): LiveState {
  return {
    plan,
    startedAt: now,
    rows: new Map(),
    done: new Set(),
    pace: new Map(),
    current: undefined,
    waiting: new Map(),
    progress: undefined,
    stopping: 'no',
  };
}

/** The state after an event. Pure: the time is given. */
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
        pace: event.found ? state.pace : paceAfter(state, event),
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
      return { ...state, progress: { done: event.rewritten, total: event.total, event } };
    case 'read-back-progress':
      return { ...state, progress: { done: event.read, total: event.total, event } };
    case 'interrupt-requested':
      return { ...state, stopping: event.hard ? 'now' : 'soon' };
    default:
      return state;
  }
}

function gateKey({ server, gate }: { readonly server: string; readonly gate: string }): string {
  return `${server} ${gate}`;
}

function paceAfter({ pace, plan }: LiveState, { step, durationMs }: Of<'step-finished'>): LiveState['pace'] {
  const parts = partsOf(step);
  // On one server the step begins when the wait for its load is over: its duration says nothing of the next wait.
  if (parts.kind === 'loaded' && parts.server !== undefined) return pace;
  const { kind } = parts;
  const before = pace.get(kind) ?? { tookMs: 0, estimatedMs: 0 };
  const estimateMs = plan.steps.find(({ id }) => id === step)?.estimateMs ?? 0;
  return new Map(pace).set(kind, {
    tookMs: before.tookMs + durationMs,
    estimatedMs: before.estimatedMs + estimateMs,
  });
}

/** The plan's estimate of a step, in the pace of those of its kind that this run has seen. */
function expectedMs({ pace }: LiveState, step: StepId, estimateMs: number): number {
  const { tookMs, estimatedMs } = pace.get(partsOf(step).kind) ?? { tookMs: 0, estimatedMs: 0 };
  return estimatedMs === 0 ? estimateMs : (estimateMs * tookMs) / estimatedMs;
}

/**
 * ms until the end, by the plan's own estimates and the pace of this run. A step that takes longer than expected counts as about to end.
 */
export function timeLeftMs(state: LiveState, now: number): number {
  const { current, done, plan } = state;
  const position = current?.event.index ?? plan.steps.findIndex(({ id }) => !done.has(id));
  // Steps before the present one are behind the run, also when an earlier process did them.
  const ahead = position === -1 ? [] : plan.steps.slice(position).filter(({ id }) => !done.has(id));
  const total = ahead.reduce((sum, { id, estimateMs }) => sum + expectedMs(state, id, estimateMs), 0);
  if (current === undefined) return total;
  const { step, estimateMs } = current.event;
  return Math.max(0, total - Math.min(now - current.startedAt, expectedMs(state, step, estimateMs)));
}
