import type { ProgramResult } from '../program.ts';
import { readOptions, valueOf } from './options.ts';
import { ended, notSimulated, printed, type UtilityCall } from './utility.ts';

/** hostname, without options. */
export function hostname(call: UtilityCall): ProgramResult {
  return call.words.length === 0 ? printed(`${call.host.name}\n`) : notSimulated(call, call.words.join(' '));
}

/** id, with `-u`, `-un`, `-g`, `-gn`, and whoami. Users apart from root have the number 1000. */
export function id(call: UtilityCall): ProgramResult {
  const number = call.user === 'root' ? 0 : 1_000;
  if (call.name === 'whoami') return printed(`${call.user}\n`);
  const asked = call.words.join(' ');
  if (asked === '-u' || asked === '-g') return printed(`${number}\n`);
  if (['-un', '-nu', '-gn', '-u -n', '-n -u'].includes(asked)) return printed(`${call.user}\n`);
  if (asked !== '') return notSimulated(call, asked);
  return printed(`uid=${number}(${call.user}) gid=${number}(${call.user}) groups=${number}(${call.user})\n`);
}

const SYSTEM = { s: 'Linux', r: '6.1.0-40-amd64', m: 'x86_64', o: 'GNU/Linux' };

/** uname, with only one of `-s`, `-n`, `-r`, `-m`, `-o` in a call. */
export function uname(call: UtilityCall): ProgramResult {
  const [option = '-s', second] = call.words;
  const facts: Readonly<Record<string, string>> = { ...SYSTEM, n: call.host.name };
  const fact = facts[option.slice(1)];
  if (second !== undefined || !option.startsWith('-') || fact === undefined) {
    return notSimulated(call, call.words.join(' '));
  }
  return printed(`${fact}\n`);
}

/** getent passwd|group [NAME], with root and the call's user as entries. All remaining databases are empty. */
export function getent(call: UtilityCall): ProgramResult {
  const [database = '', ...names] = call.words;
  const users = [...new Set(['root', call.user === 'root' ? 'ops' : call.user])];
  const rows = users.map((user) => {
    const number = user === 'root' ? 0 : 1_000;
    const home = user === 'root' ? '/root' : `/home/${user}`;
    return {
      user,
      line: database === 'group' ? `${user}:x:${number}:` : `${user}:x:${number}:${number}::${home}:/bin/sh`,
    };
  });
  if (database !== 'passwd' && database !== 'group') return notSimulated(call, call.words.join(' '));
  const found = rows.filter(({ user }) => names.length === 0 || names.includes(user));
  if (found.length < names.length) return { ...printed(found.map(({ line }) => `${line}\n`).join('')), exitCode: 2 };
  return printed(found.map(({ line }) => `${line}\n`).join(''));
}

/**
 * date, with `+FORMAT`, `-u`, and `-d` with a time in systemd's form. Simulated hosts are in UTC, and their clocks may
 * be wrong.
 */
export function date(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'u', valued: 'd' });
  const words = options.operands;
  const moment = valueOf(options, 'd');
  const [format = '+%a %b %e %H:%M:%S %Z %Y', second] = words;
  if (options.unknown !== undefined || second !== undefined || !format.startsWith('+'))
    return notSimulated(call, words.join(' '));
  const now = moment === undefined ? call.host.now() : momentOf(moment);
  if (now === undefined) return ended(1, `date: invalid date '${moment}'\n`);
  let strange: string | undefined;
  const text = format.slice(1).replaceAll(/%(\d?)([\s\S])/g, (whole, width: string, letter: string) => {
    const value = datePart(new Date(now), now, letter);
    if (value === undefined || (width !== '' && letter !== 'N')) strange ??= whole;
    return width === '' ? (value ?? '') : (value ?? '').slice(0, Number(width));
  });
  return strange === undefined ? printed(`${text}\n`) : notSimulated(call, strange);
}

/** `Sat 2026-11-28 06:51:00 UTC`. */
function momentOf(text: string): number | undefined {
  const [, day, time] = /^[A-Z][a-z]{2} (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/.exec(text) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${time}Z`);
}

function datePart(at: Date, now: number, letter: string): string | undefined {
  const two = (value: number): string => String(value).padStart(2, '0');
  const iso = at.toISOString();
  switch (letter) {
    case 's':
      return String(Math.floor(now / 1_000));
    case 'N':
      return `${String(Math.floor(((now % 1_000) + 1_000) % 1_000)).padStart(3, '0')}000000`;
    case 'Y':
      return String(at.getUTCFullYear());
    case 'm':
      return two(at.getUTCMonth() + 1);
    case 'd':
      return two(at.getUTCDate());
    case 'e':
      return String(at.getUTCDate()).padStart(2, ' ');
    case 'H':
      return two(at.getUTCHours());
    case 'M':
      return two(at.getUTCMinutes());
    case 'S':
      return two(at.getUTCSeconds());
    case 'F':
      return iso.slice(0, 10);
    case 'T':
      return iso.slice(11, 19);
    case 'z':
      return '+0000';
    case 'Z':
      return 'UTC';
    case 'a':
      return at.toUTCString().slice(0, 3);
    case 'b':
      return at.toUTCString().slice(8, 11);
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** true, false and `:`. */
export function constant({ name }: UtilityCall): ProgramResult {
  return ended(name === 'false' ? 1 : 0);
}
