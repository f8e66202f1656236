/** A duration for people, as `350 ms`, `4.2 s`, `5 s`, `48 s`, `3 min 20 s`, `2 h 5 min`, `12 days`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return pair([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
  return count(Math.round(minutes / 1_440), 'day');
}

/** A running time as on a stopwatch, as `0:07`, `12:40`, `1:02:40`. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (amount: number): string => String(amount).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}

function pair(large: readonly [number, string], small: readonly [number, string]): string {
  const head = `${large[0]} ${large[1]}`;
  return small[0] === 0 ? head : `${head} ${small[0]} ${small[1]}`;
}

/** A remaining time, rounded because the time is an estimate. */
export function roughDurationText(ms: number): string {
  if (ms < 5_000) return 'a few seconds';
  if (ms < 60_000) return `${Math.ceil(ms / 5_000) * 5} s`;
  return ms < 5 * 60_000
    ? durationText(Math.ceil(ms / 10_000) * 10_000)
    : durationText(Math.ceil(ms / 60_000) * 60_000);
}

/**
 * `12,345`. `toLocaleString` is not used, because its table of all locales takes longer to load than the inventory
 * takes to read.
 */
export function numberText(amount: number): string {
  const digits = String(Math.abs(amount));
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return `${amount < 0 ? '-' : ''}${groups.join(',')}`;
}

/** `1 Secret`, `12,345 Secrets`, `2 copies`. The plural is made with an s, or with `ies` for a consonant and y. */
export function count(amount: number, noun: string): string {
  if (amount === 1) return `${numberText(amount)} ${noun}`;
  return `${numberText(amount)} ${noun.replace(/(?<![aeiou])y$/, 'ie')}s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** A text as the beginning of a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `512 MiB`, `2.0 GiB`. */
export function bytesText(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  if (bytes >= 1024 ** 2) return `${Math.round(bytes / 1024 ** 2)} MiB`;
  return `${Math.ceil(bytes / 1024)} KiB`;
}

/** The first characters of a hash, enough to distinguish two hashes. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 8);
}

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
