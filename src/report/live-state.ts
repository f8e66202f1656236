import type { Event, ServerView } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Everything the live view shows. Changed only by `see`. */
export interface LiveState {
  readonly plan: Plan;
  readonly startedAt: number;
  readonly rows: ReadonlyMap<string, ServerView>;
  readonly done: ReadonlySet<StepId>;
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

/** ms until the end, by the plan's own estimates. A step that takes longer than expected counts as about to end. */
export function timeLeftMs(state: LiveState, now: number): number {
  const { current, done, plan } = state;
  const position = current?.event.index ?? plan.steps.findIndex(({ id }) => !done.has(id));
  // Steps before the present one are behind the run, also when an earlier process did them.
  const ahead = position === -1 ? [] : plan.steps.slice(position).filter(({ id }) => !done.has(id));
  const total = ahead.reduce((sum, { estimateMs }) => sum + estimateMs, 0);
  if (current === undefined) return total;
  return Math.max(0, total - Math.min(now - current.startedAt, current.event.estimateMs));
}
