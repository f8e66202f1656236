import { controlPlanesOf, hasApiserver, rollsEarly } from '../model/course.ts';
import { spread } from './fit.ts';
import { serverRows, WIDE } from './live-rows.ts';
import { nextStep, type LiveState } from './live-state.ts';
import { nowLines, restartedNow } from './now-lines.ts';
import { printableLine } from './printable.ts';
import { stageStrip } from './run-stage.ts';
import { safePoint } from './safe-point.ts';
import { shortTitle } from './short-title.ts';
import { clockText } from './stage-text.ts';
import type { Style } from './style.ts';
import { timeLeftMs } from './time-left.ts';
import { roughDurationText, stopwatch } from './units.ts';

/** The size and the style of the view. */
export interface FrameOptions {
  readonly style: Style;
  readonly columns: number;
  readonly rows: number;
}

/**
 * The whole view at one moment. At most twelve lines and one for each server, never more than `rows`, each shorter than
 * `columns`. Where there are more servers than lines, the rows say less, and every other line stays.
 */
export function liveFrame(state: LiveState, now: number, { style, columns, rows }: FrameOptions): readonly string[] {
  const width = columns - 1;
  const frozen = frozenLines(state, now, { style, width });
  const head = [
    ...frozen,
    headline(state, now, { style, width }),
    stageStrip(state.stage.name, state.plan.course, { style, width }),
  ];
  const tail = [
    ...nowLines(state, now, { style, width }),
    nextLine(state, { style, width }),
    writesLine(state, { style, width }),
    stopLine(state, { style, width }),
  ];
  // The heading of a wide table, and the line for the servers without a row of their own.
  const heading = width >= WIDE ? 1 : 0;
  const room = Math.max(1, rows - 1 - head.length - tail.length - heading);
  const isTight = frozen.length > 0 || state.plan.course.order.length + 3 > room;
  const gap = isTight ? [] : [''];
  const table = serverRows(state, { style, width, room: room - 3 * gap.length });
  return [...gap, ...head, ...gap, ...table, ...gap, ...tail];
}

interface LineOptions {
  readonly style: Style;
  readonly width: number;
}

/** Frozen writes come first, because everybody in the cluster notices them. */
function frozenLines({ refusedSince, plan }: LiveState, now: number, { style, width }: LineOptions): readonly string[] {
  if (refusedSince === undefined) return [];
  const followers = controlPlanesOf(plan.course).length > 1;
  const lines = [
    spread(
      `!! WRITES OF SECRETS ARE REFUSED in the whole cluster since ${clockText(refusedSince)}`,
      stopwatch(now - refusedSince),
      width,
    ),
    spread(
      followers
        ? `   until ${rollsEarly(plan.course) ? 'all have both keys, or ' : ''}the last restart; reads through ${rollsEarly(plan.course) ? 'the others' : 'servers not yet restarted'} may fail`
        : '   until the last restart',
      '',
      width,
    ),
  ];
  return lines.map((line) => style.red(style.bold(line)));
}

function headline(state: LiveState, now: number, { style, width }: LineOptions): string {
  const { plan } = state;
  const version = plan.fingerprint.servers[0]?.version ?? '';
  const isWide = width >= WIDE;
  const left = [
    printableLine(plan.cluster),
    ...(isWide ? [`${plan.distribution.toUpperCase()} ${printableLine(version)}`] : []),
    plan.course.freezeWrites ? `${plan.course.strategy}, frozen` : plan.course.strategy,
    `run ${state.runId.slice(-12)}${state.isResumed ? ', resumed' : ''}`,
  ].join('  ');
  const time = `${stopwatch(now - state.startedAt)} so far, about ${roughDurationText(timeLeftMs(state, now))} left`;
  const line = spread(left, time, width);
  const name = printableLine(plan.cluster);
  return line.startsWith(name) ? `${style.bold(name)}${line.slice(name.length)}` : line;
}

/** The next step that changes something, and what it waits for. */
function nextLine(state: LiveState, { style, width }: LineOptions): string {
  return labelled('next', spread(`       ${nextText(state)}`, '', width), style);
}

function nextText(state: LiveState): string {
  const next = nextStep(state);
  if (next === undefined) return 'the end of the run';
  const forward = next === state.plan.pointOfNoReturn ? '; from here on, the way out is forward' : '';
  return `${shortTitle(next, restartedNow(state))}${forward}`;
}

function writesLine(state: LiveState, { style, width }: LineOptions): string {
  const { plan, current, done } = state;
  const index =
    current?.event.index ??
    Math.max(
      0,
      plan.steps.findIndex(({ id }) => !done.has(id)),
    );
  const place = `step ${Math.min(index + 1, plan.steps.length)} of ${plan.steps.length}`;
  return labelled('Secrets', spread(`        ${secretsText(state)}`, place, width), style);
}

/** Whether Secrets can be read and written now. */
function secretsText({ plan: { course }, refusedSince, stage, rows, done }: LiveState): string {
  if (refusedSince !== undefined) return 'WRITES REFUSED';
  if (done.has('allow-writes') && !done.has('unfreeze-writes')) return 'can be read and written; DELETIONS REFUSED';
  const down = course.order.find(({ name }) => rows.get(name)?.health === 'restarting');
  if (down !== undefined && course.apiserverReload === 'at-restart' && hasApiserver(down)) {
    return course.controlPlanes === 'single'
      ? `no apiserver answers while ${printableLine(down.name)} restarts`
      : `can be read and written through the other apiservers`;
  }
  const isOpenWindow =
    course.strategy === 'rotate-keys' &&
    course.controlPlanes === 'several' &&
    !course.freezeWrites &&
    stage.name !== 'start' &&
    stage.name !== 'proof';
  if (isOpenWindow) return 'reads may fail on servers not yet restarted, writes there may be lost (accepted)';
  return 'can be read and written through every apiserver';
}

function stopLine(state: LiveState, { style, width }: LineOptions): string {
  switch (state.stopping) {
    case 'now':
      return style.yellow(spread('stopping now', '', width));
    case 'soon':
      return style.yellow(spread(`stopping ${safePoint(state)}`, 'Ctrl-C again stops now', width));
    default:
      return labelled(
        'Ctrl-C',
        spread(
          `       stops ${safePoint(state)}`,
          width >= WIDE ? 'twice stops now; both can be resumed' : 'twice stops now',
          width,
        ),
        style,
      );
  }
}

/** Puts a label in place of the blanks at the beginning. */
function labelled(label: string, line: string, style: Style): string {
  return `${style.bold(label)}${line.slice(label.length)}`;
}
