/** A time in which a rotation may begin and end, in the wall-clock time of a zone. */
export interface MaintenanceWindow {
  /** The window as written. */
  readonly text: string;
  /** Days on which the window opens. 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight. */
  readonly fromMinute: number;
  /** Minutes since midnight, up to 1440. A smaller number than `fromMinute` is a time on the following day. */
  readonly untilMinute: number;
  /** Name of a time zone, as in the IANA database. */
  readonly zone: string;
}

/** The part of a written window that is wrong. */
export type WindowProblem = 'form' | 'day' | 'time' | 'zone';

/** What a window may look like, for an error. */
export const WINDOW_FORM =
  'days, times and a time zone, for example Sat 22:00-04:00 Europe/Berlin, or Mon-Fri,Sun 01:00-05:00 UTC; or the word always';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
export const MINUTES_A_DAY = 1_440;

const FORM = /^(?:(\S+)\s+)?(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\s+(\S+)$/;

/**
 * Reads a window such as `Sat 22:00-04:00 Europe/Berlin`. Without days the window opens every day. The zone is required,
 * because a scheduler's machine often has another zone than the operator expects. `always` is open at any time.
 */
export function parseWindow(text: string): MaintenanceWindow | WindowProblem {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'always') {
    return { text: 'always', days: EVERY_DAY, fromMinute: 0, untilMinute: MINUTES_A_DAY, zone: 'UTC' };
  }
  const [, dayWords, fromWord = '', untilWord = '', zone = ''] = FORM.exec(trimmed) ?? [];
  if (fromWord === '') return 'form';
  const days = dayWords === undefined ? EVERY_DAY : daysOf(dayWords);
  if (days === undefined) return 'day';
  const [fromMinute, untilMinute] = [minuteOf(fromWord), minuteOf(untilWord)];
  if (fromMinute === undefined || untilMinute === undefined) return 'time';
  if (fromMinute === MINUTES_A_DAY || fromMinute === untilMinute) return 'time';
  return isZone(zone) ? { text: trimmed, days, fromMinute, untilMinute, zone } : 'zone';
}

/** Whether a text was read as a window. */
export function isWindow(read: MaintenanceWindow | WindowProblem): read is MaintenanceWindow {
  return typeof read !== 'string';
}

/** `Sat`, `Mon-Fri`, `Fri-Mon`, `Mon,Wed-Fri`. Whole names of days count too. */
function daysOf(text: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const ends = part.split('-').map(dayOf);
    const [first, last = first] = ends;
    if (ends.length > 2 || first === undefined || last === undefined || ends.includes(undefined)) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].toSorted((one, other) => one - other);
}

function dayOf(word: string): number | undefined {
  const text = word.toLowerCase();
  const day = DAYS.findIndex((name) => text === name || text === name.slice(0, 3));
  return day === -1 ? undefined : day;
}

function minuteOf(word: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = word.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= MINUTES_A_DAY ? minute : undefined;
}

function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Node throws a RangeError for a zone that its tables lack. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formatters.set(zone, made);
  return made;
}

/**
 * Minutes by which the wall clock of a zone is ahead of UTC at an instant, in ms since the epoch. Node's own tables have
 * the answer, as `GMT+05:30` or `GMT`, so that no package and no table of zones is needed.
 */
export function zoneOffsetMinutes(zone: string, atMs: number): number {
  const name = formatterOf(zone)
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d{1,2}):?(\d{2})?/.exec(name ?? '') ?? [];
  const ahead = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -ahead : ahead;
}
