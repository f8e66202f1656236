import type { ServerView } from '../model/event.ts';
import { eventText, place, waitingText } from './event-text.ts';
import { painted, table, type Cell } from './layout.ts';
import { timeLeftMs, type LiveState } from './live-state.ts';
import { printableLine } from './printable.ts';
import { stepTitle } from './step-text.ts';
import type { Style } from './style.ts';
import { durationText, roughDurationText, shortHash } from './units.ts';

/** The lines of the live view at one moment, not yet cut. */
export function liveFrame(state: LiveState, now: number, style: Style): readonly string[] {
  return [
    '',
    headline(state, now, style),
    ...table([HEADINGS.map((heading) => painted(style.dim, heading)), ...rowsOf(state, style)], '  ').split('\n'),
    '',
    ...currentLines(state, now, style),
    ...stoppingLines(state, style),
  ];
}

const HEADINGS = ['server', 'part', 'stage', 'file', 'loaded', 'health', 'restarts'];

function headline(state: LiveState, now: number, style: Style): string {
  const { plan } = state;
  const time = `${durationText(now - state.startedAt)} so far, about ${roughDurationText(timeLeftMs(state, now))} left`;
  return `${style.bold(`keyturn ${plan.cluster}`)}  ${plan.course.strategy}  ${style.dim(time)}`;
}

function rowsOf(state: LiveState, style: Style): readonly (readonly Cell[])[] {
  return state.plan.course.order.map(({ name, part }) => {
    const view = state.rows.get(name);
    return [
      name,
      part,
      view?.stage?.stage ?? '-',
      view?.stage === undefined ? '-' : shortHash(view.stage.sha256),
      loadedText(view, style),
      healthText(view?.health ?? 'unknown', style),
      String(view?.restarts ?? 0),
    ];
  });
}

/** Green if the apiserver uses the file on its disk. */
function loadedText(view: ServerView | undefined, style: Style): Cell {
  if (view?.loadedSha256 === undefined) return '-';
  const text = shortHash(view.loadedSha256);
  return painted(view.loadedSha256 === view.stage?.sha256 ? style.green : style.yellow, text);
}

function healthText(health: ServerView['health'], style: Style): Cell {
  switch (health) {
    case 'healthy':
      return painted(style.green, health);
    case 'unhealthy':
      return painted(style.red, health);
    default:
      return painted(style.yellow, health);
  }
}

function currentLines(state: LiveState, now: number, style: Style): readonly string[] {
  const { current, progress } = state;
  if (current === undefined) return [];
  const { step, index, total } = current.event;
  const indent = ' '.repeat(place(index, total).length + 1);
  return [
    `${place(index, total)} ${style.bold(stepTitle(step))} ${style.dim(durationText(now - current.startedAt))}`,
    ...[...state.waiting.values()].map((event) => style.dim(`${indent}${printableLine(waitingText(event))}`)),
    ...(progress === undefined
      ? []
      : [`${indent}${bar(progress.done, progress.total)} ${printableLine(eventText(progress.event) ?? '')}`]),
  ];
}

const BAR_COLUMNS = 24;

function bar(done: number, total: number): string {
  const filled = total <= 0 ? BAR_COLUMNS : Math.min(BAR_COLUMNS, Math.round((done / total) * BAR_COLUMNS));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_COLUMNS - filled)}]`;
}

function stoppingLines({ stopping }: LiveState, style: Style): readonly string[] {
  if (stopping === 'no') return [];
  return [
    style.yellow(stopping === 'now' ? 'stopping now' : 'stopping at the next safe point; Ctrl-C again stops now'),
  ];
}
