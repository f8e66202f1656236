import type {
  Event,
  RewriteProgressEvent,
  ServerView,
  StepStartedEvent,
  WaitingEvent,
  ReadBackProgressEvent,
  ReconnectingEvent,
} from '../model/event.ts';
import { paceAfter, UNMEASURED, type Pace } from '../model/pace.ts';
import type { PastWork } from '../model/run-summary.ts';
import type { Plan } from '../model/plan.ts';
import type { Entry } from '../model/entry.ts';
import { parseStepId } from '../model/step-id.ts';
import type { StepId, StepParts } from '../model/step.ts';
import { laterStage, stageOf, type RunStage } from './run-stage.ts';

/** Progress of the present step according to its event. `leftMs` is the time remaining at the event, where measured. */
interface Progress {
  readonly done: number;
  readonly total: number;
  readonly event: RewriteProgressEvent | ReadBackProgressEvent;
  readonly seenAt: number;
  readonly leftMs: number | undefined;
}

/** A step that ended in the present stage. */
export interface EndedStep {
  readonly step: StepId;
  readonly durationMs: number;
  readonly found: boolean;
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** A wait, and when its last look was reported. */
export interface Wait {
  readonly event: WaitingEvent;
  readonly seenAt: number;
}

/** Everything shown by the live view and the log. Only `see` changes the state. Times are ms since the epoch. */
export interface LiveState {
  readonly runId: string;
  readonly plan: Plan;
  /** The beginning of this process, put back by the work of earlier processes. */
  readonly startedAt: number;
  readonly isResumed: boolean;
  readonly rows: ReadonlyMap<string, ServerView>;
  readonly done: ReadonlySet<StepId>;
  readonly pace: Pace;
  readonly stage: { readonly name: RunStage; readonly startedAt: number; readonly ended: readonly EndedStep[] };
  readonly current: { readonly event: StepStartedEvent; readonly startedAt: number } | undefined;
  /** Gates still waited for, by server and gate. */
  readonly waiting: ReadonlyMap<string, Wait>;
  readonly progress: Progress | undefined;
  /** When writes of Secrets began to be refused. */
  readonly refusedSince: number | undefined;
  /** Servers whose connection was cut and which are asked again. */
  readonly cut: ReadonlyMap<string, CutServer>;
  readonly stopping: 'no' | 'soon' | 'now';
}

/** A cut connection, and when its last try was reported. */
export interface CutServer {
  readonly event: ReconnectingEvent;
  readonly seenAt: number;
}

/** The state at the beginning of a run, or where a resumed run continues. */
export function liveState(
  begun: { readonly runId: string; readonly plan: Plan; readonly past?: PastWork; readonly entry?: Entry },
  now: number,
): LiveState {
  const { runId, plan, past, entry } = begun;
  const steps = past?.steps ?? [];
  const done = new Set(steps.map(({ step }) => step));
  const next = plan.steps.find(({ id }) => !done.has(id))?.id;
  const state: LiveState = {
    runId,
    plan,
    startedAt: now - (past?.workedMs ?? 0),
    isResumed: past !== undefined,
    rows: new Map(),
    done,
    // Steps that an earlier process found done took no time and say nothing.
    pace: steps
      .filter(({ durationMs }) => durationMs > 0)
      .reduce((pace, step) => paceAfter(pace, { ...step, estimateMs: plannedMs(plan, step.step) }), UNMEASURED),
    stage: { name: (next && stageOf(next, plan.course)) ?? 'start', startedAt: now, ended: [] },
    current: undefined,
    waiting: new Map(),
    progress: undefined,
    refusedSince: past?.refusedSince === undefined ? undefined : Date.parse(past.refusedSince),
    cut: new Map(),
    stopping: 'no',
  };
  const isLate = entry !== undefined && 'early' in entry && entry.early === 'late';
  return isLate ? withoutEarlyRoll(state) : state;
}

/** The state after an event. Pure, because the time is a parameter. */
export function see(state: LiveState, event: Event, now: number): LiveState {
  switch (event.type) {
    case 'server-view':
      return { ...state, rows: new Map(state.rows).set(event.view.server, event.view) };
    case 'step-started':
      return begun(state, event, now);
    case 'step-finished':
      return {
        ...state,
        done: new Set(state.done).add(event.step),
        pace: event.found
          ? state.pace
          : paceAfter(state.pace, { ...event, estimateMs: plannedMs(state.plan, event.step) }),
        stage: { ...state.stage, ended: [...state.stage.ended, event] },
        current: state.current?.event.step === event.step ? undefined : state.current,
        waiting: new Map(),
        progress: undefined,
        refusedSince: OPENING.includes(event.step) ? undefined : state.refusedSince,
      };
    case 'waiting':
      return { ...state, waiting: new Map(state.waiting).set(gateKey(event), { event, seenAt: now }) };
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
    case 'reconnecting':
      return { ...state, cut: new Map(state.cut).set(event.server, { event, seenAt: now }) };
    case 'command-sent': {
      // The server has been reached again.
      if (!state.cut.has(event.server)) return state;
      const cut = new Map(state.cut);
      cut.delete(event.server);
      return { ...state, cut };
    }
    case 'early-roll-late':
      return withoutEarlyRoll(state);
    case 'interrupt-requested':
      return { ...state, stopping: event.hard ? 'now' : 'soon' };
    default:
      return state;
  }
}

/** Writes pass after these steps. After an early roll deletions are still refused until the second. */
const OPENING: readonly string[] = ['allow-writes', 'unfreeze-writes'];

/** Nothing of the early roll comes any more, and writes pass only after the last roll. */
function withoutEarlyRoll(state: LiveState): LiveState {
  const gone = state.plan.steps.filter(({ id }) => {
    const parts = parseStepId(id);
    return OPENING.includes(id) || (parts !== undefined && 'roll' in parts && parts.roll === 'early');
  });
  return { ...state, done: new Set([...state.done, ...gone.map(({ id }) => id)]) };
}

function begun(state: LiveState, event: StepStartedEvent, now: number): LiveState {
  const name = laterStage(state.stage.name, stageOf(event.step, state.plan.course) ?? state.stage.name);
  return {
    ...state,
    stage: name === state.stage.name ? state.stage : { name, startedAt: now, ended: [] },
    current: { event, startedAt: now },
    waiting: new Map(),
    progress: undefined,
    // The first apiserver refuses writes before the step has ended.
    refusedSince: event.step === 'freeze-writes' ? (state.refusedSince ?? now) : state.refusedSince,
  };
}

function gateKey({ server, gate }: { readonly server: string; readonly gate: string }): string {
  return `${server} ${gate}`;
}

/** The step at work, or the step whose gate is waited for. `undefined` between two steps, and for a step of another release. */
export function presentParts({ current, waiting }: LiveState): StepParts | undefined {
  return parseStepId(current?.event.step ?? [...waiting.values()][0]?.event.step ?? '');
}

/** The wait for a rewrite, which is given up only without any progress. */
export function rewriteWait({ waiting }: LiveState): Wait | undefined {
  return [...waiting.values()].find(({ event: { patienceMs } }) => patienceMs !== undefined);
}

/** The plan's estimate of a step, in ms. A step of another release has no estimate. */
export function plannedMs({ steps }: Plan, step: StepId): number {
  return steps.find(({ id }) => id === step)?.estimateMs ?? 0;
}

/** The first step after the present one that is not done. `undefined` at the end. */
export function nextStep({ plan, done, current }: LiveState): StepId | undefined {
  const from = current === undefined ? 0 : current.event.index + 1;
  return plan.steps.slice(from).find(({ id }) => !done.has(id))?.id;
}
