/** A time in whole seconds, UTC, as `2026-11-28 05:00:00`. A text that is no time stays as it is. */
export function instantText(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

/** Two times, the date of the second only where it is another day, as `2026-11-28 05:00:00 to 05:01:14`. */
export function spanText(from: string, until: string): string {
  const end = instantText(until);
  const isSameDay = from.slice(0, 10) === until.slice(0, 10);
  return `${instantText(from)} to ${isSameDay ? end.slice(11) : end}`;
}
