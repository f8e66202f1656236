import type { Event } from '../model/event.ts';
import { eventText, patienceText, place } from './event-text.ts';
import { rewriteWait, type LiveState } from './live-state.ts';
import { stageStrip } from './run-stage.ts';
import { safePoint } from './safe-point.ts';
import { clockText } from './stage-text.ts';
import { stepTitle } from './step-text.ts';
import { PLAIN } from './style.ts';
import { timeLeftMs } from './time-left.ts';
import { roughDurationText, stopwatch } from './units.ts';

/** A rewrite without progress for this long is reported as such, ms. */
const STILL_MS = 10_000;

/**
 * The lines of a log for an event whose words depend on the course of the run. Empty where the event says everything
 * itself. `before` is the state before the event.
 */
export function lastingLogLines(event: Event, before: LiveState | undefined, state: LiveState): readonly string[] {
  switch (event.type) {
    case 'run-started':
    case 'run-resumed':
      return [
        eventText(event) ?? '',
        `stages: ${stripOf(state)}`,
        'Ctrl-C, SIGTERM and a closed terminal stop the run at its next safe point; a second Ctrl-C or SIGTERM stops it now; either way it can be resumed',
      ];
    case 'step-started': {
      const isNew = before !== undefined && before.stage.name !== state.stage.name;
      const freezes = before?.refusedSince === undefined && state.refusedSince !== undefined;
      return [
        ...(isNew ? [`stage ${state.stage.name}: ${stripOf(state)}`] : []),
        eventText(event) ?? '',
        ...(freezes ? [frozenText(state)] : []),
      ];
    }
    case 'rewrite-progress': {
      const wait = rewriteWait(state)?.event;
      const isStill = (wait?.sinceProgressMs ?? 0) >= STILL_MS;
      return [`${eventText(event) ?? ''}${wait !== undefined && isStill ? `; ${patienceText(wait, 0)}` : ''}`];
    }
    case 'interrupt-requested':
      return event.hard
        ? [`${event.signal}: stopping now`]
        : [
            `${event.signal}: stopping ${safePoint(state)}; press Ctrl-C again to stop now (the run can be resumed either way)`,
          ];
    default:
      return [];
  }
}

/** A line for a minute in which nothing else was reported. */
export function signOfLife(state: LiveState, now: number): string {
  const { current } = state;
  const at =
    current === undefined
      ? 'between two steps'
      : `${place(current.event.index, current.event.total)} ${stepTitle(current.event.step)}, ${stopwatch(now - current.startedAt)}`;
  return [
    `still at work: ${at}`,
    `stage ${state.stage.name}`,
    `${stopwatch(now - state.startedAt)} so far, about ${roughDurationText(timeLeftMs(state, now))} left`,
    ...(state.refusedSince === undefined ? [] : [frozenText(state)]),
  ].join('; ');
}

function frozenText({ refusedSince = 0 }: LiveState): string {
  return `WRITES OF SECRETS ARE REFUSED in the whole cluster since ${clockText(refusedSince)}`;
}

function stripOf({ stage, plan }: LiveState): string {
  return stageStrip(stage.name, plan.course, { style: PLAIN, width: Infinity });
}
