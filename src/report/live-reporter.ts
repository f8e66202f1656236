import type { Event, RunEndedEvent, ReconnectingEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { wrap } from './layout.ts';
import { liveFrame } from './live-frame.ts';
import { liveState, see, type LiveState } from './live-state.ts';
import { printableLine } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { createScreen } from './screen.ts';
import { stageText } from './stage-text.ts';
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

/** The view at the bottom of the terminal, with a line for each finished stage scrolling above. */
export function createLiveReporter({ terminal, now, every, onEnd }: LiveReporterOptions): Reporter {
  const style = createStyle(terminal.colour);
  const screen = createScreen(terminal);
  let state: LiveState | undefined;
  let stopDrawing: (() => void) | undefined;

  const draw = (): void => {
    if (state === undefined) return;
    const size = { columns: terminal.columns(), rows: terminal.rows() };
    screen.draw(liveFrame(state, now(), { style, ...size }));
  };
  /** The steps of a stage fold into one line, printed when the stage is over. */
  const tellStage = (stage: LiveState['stage']): void => {
    const text = stageText(stage, now(), terminal.columns() - 1);
    if (text !== undefined) screen.printAbove(text);
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
        if (state !== undefined) tellStage(state.stage);
        close();
        onEnd(event);
        return;
      }
      if (event.type === 'run-started' || event.type === 'run-resumed') {
        state = liveState(event, now());
        stopDrawing ??= every(REDRAW_MS, draw);
      }
      if (state !== undefined) {
        const { stage } = state;
        state = see(state, event, now());
        if (state.stage.name !== stage.name) tellStage(stage);
      }
      const line = isLasting(event) ? eventText(event) : undefined;
      if (line !== undefined) screen.printAbove(wrap(printableLine(line), terminal.columns()));
    },
    close,
    suspend: () => screen.close(),
  };
}

/** Whether the event's line stays on the screen. Finished steps fold into the line of their stage. */
function isLasting(event: Event): boolean {
  switch (event.type) {
    case 'census-taken':
      return event.stragglerCount > 0;
    case 'reconnecting':
      return isFirstTry(event);
    case 'run-started':
    case 'run-resumed':
    case 'facts-gathering':
    case 'facts-gathered':
    case 'step-failed':
    case 'stragglers-repaired':
    case 'hook-finished':
    case 'notified':
    case 'outside-window':
    case 'lock-heartbeat-failed':
    case 'mirror-behind':
    case 'mirror-caught-up':
    case 'journal-taken':
    case 'writes-left-frozen':
    case 'early-roll-late':
      return true;
    default:
      return false;
  }
}

/** Every further try is in the view alone. */
function isFirstTry({ elapsedMs = 0 }: ReconnectingEvent): boolean {
  return elapsedMs === 0;
}
