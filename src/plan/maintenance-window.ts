import { MINUTES_A_DAY, zoneOffsetMinutes, type MaintenanceWindow } from '../model/maintenance-window.ts';

/** A span of time in which some window is open, ms since the epoch. */
export interface OpenSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Zone of the window that opens the span. */
  readonly zone: string;
}

/**
 * Whether a run may begin now.
 * - `fits`: no window is asked for, or the open one stays open long enough.
 * - `wait`: the next span that is long enough is `next`. `closesAtMs` is the end of the present span, where one is open.
 * - `never`: no span of the coming week is long enough. The longest has `longestMs`.
 */
export type WindowVerdict =
  | { readonly kind: 'fits' }
  | { readonly kind: 'wait'; readonly next: OpenSpan; readonly closesAtMs: number | undefined }
  | { readonly kind: 'never'; readonly longestMs: number; readonly closesAtMs: number | undefined };

const MINUTE_MS = 60_000;
const DAY_MS = MINUTES_A_DAY * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** All zones of today change their clocks at a whole quarter of an hour UTC. */
const QUARTER_MINUTES = 15;

/** Estimates are rough, and what has begun is never stopped because a window closes. */
const MARGIN_OF_ESTIMATE = 0.5;
const LEAST_MARGIN_MS = 10 * MINUTE_MS;

/** How long a window must stay open for a run of this estimate, ms. */
export function neededMs(estimateMs: number): number {
  return estimateMs + Math.max(LEAST_MARGIN_MS, estimateMs * MARGIN_OF_ESTIMATE);
}

/** Judges the windows for a run that needs `needsMs`. Without windows every time fits. */
export function windowVerdict(
  windows: readonly MaintenanceWindow[],
  { nowMs, needsMs }: { readonly nowMs: number; readonly needsMs: number },
): WindowVerdict {
  if (windows.length === 0) return { kind: 'fits' };
  // The day before a clock change can be an hour longer than a seventh of a week.
  const spans = openSpans(windows, nowMs, nowMs + WEEK_MS + DAY_MS + needsMs);
  const isLong = ({ fromMs, untilMs }: OpenSpan): boolean => untilMs - Math.max(fromMs, nowMs) >= needsMs;
  const present = spans.find(({ fromMs }) => fromMs <= nowMs);
  if (present !== undefined && isLong(present)) return { kind: 'fits' };
  const closesAtMs = present?.untilMs;
  const next = spans.find((span) => span !== present && isLong(span));
  return next === undefined
    ? { kind: 'never', longestMs: Math.max(0, ...spans.map(({ fromMs, untilMs }) => untilMs - fromMs)), closesAtMs }
    : { kind: 'wait', next, closesAtMs };
}

/**
 * The spans in which some window is open, from `fromMs` on, in order. Windows that touch are one span. A wall-clock time
 * that a clock change repeats is in the window both times, and a skipped one never comes.
 */
export function openSpans(windows: readonly MaintenanceWindow[], fromMs: number, untilMs: number): readonly OpenSpan[] {
  const spans: OpenSpan[] = [];
  const first = Math.floor(fromMs / MINUTE_MS);
  const last = Math.ceil(untilMs / MINUTE_MS);
  let offsets: readonly number[] = [];
  for (let minute = first; minute < last; minute += 1) {
    if (minute === first || minute % QUARTER_MINUTES === 0) {
      offsets = windows.map(({ zone }) => zoneOffsetMinutes(zone, minute * MINUTE_MS));
    }
    const open = windows.find((window, index) => isOpenAt(window, minute + (offsets[index] ?? 0)));
    if (open === undefined) continue;
    const before = spans.at(-1);
    const end = (minute + 1) * MINUTE_MS;
    if (before?.untilMs === minute * MINUTE_MS) spans[spans.length - 1] = { ...before, untilMs: end };
    else spans.push({ fromMs: minute * MINUTE_MS, untilMs: end, zone: open.zone });
  }
  return spans;
}

/** 1 January 1970 was a Thursday. */
const FIRST_DAY = 4;

/** Whether a window is open in a minute that is counted from the epoch by the zone's wall clock. */
function isOpenAt({ days, fromMinute, untilMinute }: MaintenanceWindow, wallMinute: number): boolean {
  const minute = wallMinute % MINUTES_A_DAY;
  const day = (Math.floor(wallMinute / MINUTES_A_DAY) + FIRST_DAY) % 7;
  const isOvernight = untilMinute <= fromMinute;
  if (days.includes(day) && minute >= fromMinute && (isOvernight || minute < untilMinute)) return true;
  return isOvernight && days.includes((day + 6) % 7) && minute < untilMinute;
}
