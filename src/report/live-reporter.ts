import type { Event, RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { wrap } from './layout.ts';
import { liveFrame } from './live-frame.ts';
import { liveState, see, type LiveState } from './live-state.ts';
import { printableLine } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { createScreen } from './screen.ts';
import { createStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Calls `act` repeatedly, `ms` apart, until the returned function is called. */
export type Every = (ms: number, act: () => void) => () => void;

/** The surroundings of the live view. */
export interface LiveReporterOptions {
  readonly terminal: Terminal;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly every: Every;
  /** Receives the end of the run after the live view is removed. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

/** Time between two drawings, in ms. Clocks advance, and a burst of events becomes one picture. */
const REDRAW_MS = 200;

/** A table of the servers and the present step at the bottom of the terminal, with finished steps scrolling above. */
export function createLiveReporter({ terminal, now, every, onEnd }: LiveReporterOptions): Reporter {
  const style = createStyle(terminal.colour);
  const screen = createScreen(terminal);
  let state: LiveState | undefined;
  let stopDrawing: (() => void) | undefined;

  const draw = (): void => {
    if (state !== undefined) screen.draw(liveFrame(state, now(), style));
  };
  const close = (): void => {
    stopDrawing?.();
    stopDrawing = undefined;
    state = undefined;
    screen.close();
  };

  return {
    emit: (event) => {
      if (event.type === 'run-ended') {
        close();
        onEnd(event);
        return;
      }
      if (event.type === 'run-started' || event.type === 'run-resumed') {
        state = liveState(event.plan, now());
        stopDrawing ??= every(REDRAW_MS, draw);
      }
      if (state !== undefined) state = see(state, event, now());
      const line = isLasting(event) ? eventText(event) : undefined;
      if (line !== undefined) screen.printAbove(wrap(printableLine(line), terminal.columns()));
    },
    close,
  };
}

/** Whether the event's line stays on the screen. */
function isLasting(event: Event): boolean {
  switch (event.type) {
    case 'run-started':
    case 'run-resumed':
    case 'facts-gathering':
    case 'facts-gathered':
    case 'step-finished':
    case 'step-failed':
    case 'census-taken':
    case 'stragglers-repaired':
    case 'reconnecting':
    case 'outside-window':
    case 'lock-heartbeat-failed':
    case 'writes-left-frozen':
      return true;
    default:
      return false;
  }
}
