type LogLevel = 'info' | 'warning' | 'error' | 'fatal';

/** A line of logrus without a terminal. `pairs` keep their order. */
export function logLine(
  level: LogLevel,
  message: string,
  at: Date,
  pairs: Readonly<Record<string, string>> = {},
): string {
  const more = Object.entries(pairs).map(([key, value]) => ` ${key}=${asValue(value)}`);
  return `time="${seconds(at)}" level=${level} msg=${goQuoted(message)}${more.join('')}`;
}

/** A line of klog with pairs. `place` is the file and line of the source. */
export function klogLine(words: string, at: Date, place: string, pairs: Readonly<Record<string, string>>): string {
  const iso = at.toISOString();
  const stamp = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  const more = Object.entries(pairs).map(([key, value]) => ` ${key}=${goQuoted(value)}`);
  return `I${stamp}    1234 ${place}] ${goQuoted(words)}${more.join('')}`;
}

/** A text of one or more lines as Go's `%q` writes texts. */
function goQuoted(text: string): string {
  return `"${text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`;
}

/** logrus quotes only values that need quotes. */
function asValue(value: string): string {
  return /^[\w./@^+-]*$/.test(value) ? value : goQuoted(value);
}

/** RFC 3339 with whole seconds. */
function seconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
