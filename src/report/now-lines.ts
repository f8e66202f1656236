import { parseStepId } from '../model/step-id.ts';
import { patienceText, rateText, sourceText } from './event-text.ts';
import { cutMiddle, spread } from './fit.ts';
import { nextStep, presentParts, rewriteWait, type CutServer, type LiveState, type Wait } from './live-state.ts';
import { printableLine } from './printable.ts';
import { shortTitle } from './short-title.ts';
import type { Style } from './style.ts';
import { count, listed, numberText, stopwatch } from './units.ts';
import { sharedReason, waitReason } from './wait-text.ts';

const INDENT = '       ';
const MOST_WAITS = 3;

/** What happens at this moment, and how long of at most how long. At most three lines. */
export function nowLines(
  state: LiveState,
  now: number,
  { style, width }: { readonly style: Style; readonly width: number },
): readonly string[] {
  const [cut] = state.cut.values();
  const present = state.progress === undefined ? waitLines(state, now, width) : progressLines(state, now, width);
  const lines = cut === undefined ? present : [cutLine(cut, now, width), ...present.slice(0, 2).map(unlabelled)];
  return lines.map((line, index) => (index === 0 ? `${style.bold('now')}${line.slice(3)}` : line));
}

/** A server that cannot be asked at present. */
function cutLine({ event, seenAt }: CutServer, now: number, width: number): string {
  const { elapsedMs, deadlineMs } = event;
  const time =
    elapsedMs === undefined || deadlineMs === undefined
      ? ''
      : `${stopwatch(elapsedMs + now - seenAt)} of at most ${stopwatch(deadlineMs)}`;
  return spread(`now    ${event.server}: its connection was cut and is made again (${event.reason})`, time, width);
}

function unlabelled(line: string): string {
  return line.startsWith('now ') ? `${INDENT}${line.slice(INDENT.length)}` : line;
}

function waitLines(state: LiveState, now: number, width: number): readonly string[] {
  const groups = waitGroups(state);
  if (groups.length === 0) return presentStep(state, now, width);
  const shown = groups.slice(0, groups.length > MOST_WAITS ? MOST_WAITS - 1 : MOST_WAITS);
  const hidden = groups.length - shown.length;
  return [
    ...shown.flatMap((group, index) => waitLine(group, now, { width, head: index === 0 ? 'now    ' : INDENT })),
    ...(hidden === 0 ? [] : [`${INDENT}and ${count(hidden, 'more wait')}`]),
  ].slice(0, MOST_WAITS);
}

/** Servers that wait for the same gate share a line. */
function waitGroups({ waiting }: LiveState): readonly (readonly Wait[])[] {
  const groups = new Map<string, Wait[]>();
  for (const wait of waiting.values()) {
    const key = `${wait.event.gate} ${wait.event.step}`;
    groups.set(key, [...(groups.get(key) ?? []), wait]);
  }
  return [...groups.values()];
}

function waitLine(
  group: readonly Wait[],
  now: number,
  { width, head }: { readonly width: number; readonly head: string },
): readonly string[] {
  const longest = group.reduce((one, other) => (other.event.elapsedMs > one.event.elapsedMs ? other : one));
  const { event } = longest;
  if (event.patienceMs !== undefined) return uncountedLines(longest, now, { width, head });
  const servers = group.map((wait) => printableLine(wait.event.server));
  const reason = group.length === 1 ? waitReason(event.gate, event.observed) : sharedReason(event.gate);
  const tail = `${stopwatch(elapsedOf(longest, now))} of at most ${stopwatch(event.deadlineMs)}`;
  return [spread(`${head}${someOf(servers)}: ${printableLine(reason)}`, tail, width)];
}

/** The looks are up to some seconds apart, and the clock goes on between them. */
function elapsedOf({ event, seenAt }: Wait, now: number): number {
  return event.elapsedMs + now - seenAt;
}

function someOf(servers: readonly string[]): string {
  return servers.length <= 4 ? listed(servers) : `${servers.slice(0, 2).join(', ')} and ${servers.length - 2} more`;
}

/** A rewrite whose count is not known yet. */
function uncountedLines(
  wait: Wait,
  now: number,
  { width, head }: { readonly width: number; readonly head: string },
): readonly string[] {
  const { event } = wait;
  return [
    spread(
      `${head}${event.server} rewrites the Secrets; no count is known yet`,
      stopwatch(elapsedOf(wait, now)),
      width,
    ),
    cutMiddle(`${INDENT}${patienceText(event, now - wait.seenAt)}`, width),
  ];
}

function presentStep(state: LiveState, now: number, width: number): readonly string[] {
  const { current } = state;
  if (current === undefined) return [spread(`now    ${betweenSteps(state)}`, '', width)];
  const { step } = current.event;
  return [spread(`now    ${shortTitle(step)}`, stopwatch(now - current.startedAt), width)];
}

/** Nothing has begun. Before a restart the whole cluster is looked at. */
function betweenSteps(state: LiveState): string {
  const next = parseStepId(nextStep(state) ?? '');
  const isOut = next?.kind === 'restart' || next?.kind === 'container';
  return isOut ? `looks at the whole cluster before ${next.server} restarts` : 'the next step is about to begin';
}

/** A bar with count, share, rate and time left, and how much patience remains. */
function progressLines(state: LiveState, now: number, width: number): readonly string[] {
  const { progress } = state;
  if (progress === undefined) return [];
  const { done, total, event, seenAt } = progress;
  const isRewrite = event.type === 'rewrite-progress';
  const server = printableLine(isRewrite ? state.plan.leader : event.server);
  const figures = [
    `${numberText(done)} of ${numberText(total)}`,
    `${total <= 0 ? 100 : Math.min(100, Math.floor((done / total) * 100))} %`,
    ...(isRewrite && event.perSecond !== undefined ? [`${rateText(event.perSecond)}/s`] : []),
    ...(progress.leftMs === undefined ? [] : [`${stopwatch(progress.leftMs - (now - seenAt))} left`]),
  ].join('  ');
  const head = `now    ${cutMiddle(server, 12)} ${isRewrite ? 'rewrites' : 'is read back'}`;
  const room = width - head.length - figures.length - 5;
  const bar = room < LEAST_BAR ? '' : ` [${barText(done, total, Math.min(room, MOST_BAR))}]`;
  const wait = rewriteWait(state);
  return [
    spread(`${head}${bar}`, figures, width),
    ...(wait === undefined
      ? []
      : [
          cutMiddle(
            `${INDENT}${patienceText(wait.event, now - wait.seenAt)}${isRewrite ? sourceText(event.source) : ''}`,
            width,
          ),
        ]),
  ];
}

const LEAST_BAR = 6;
const MOST_BAR = 46;

function barText(done: number, total: number, columns: number): string {
  const filled = total <= 0 ? columns : Math.min(columns, Math.round((done / total) * columns));
  return `${'#'.repeat(filled)}${'.'.repeat(columns - filled)}`;
}

/** The server and the roll of the present restart, for the line about what comes next. */
export function restartedNow(state: LiveState): string | undefined {
  const step = presentParts(state);
  return step?.kind === 'restart' ? step.server : undefined;
}
