import { isIP } from 'node:net';
import { failed, success, type Result } from '../../src/model/result.ts';

/** Far more hosts than a cluster has servers. */
const MOST_HOSTS = 10_000;

/** Hosts of one line or key, and the port that it names for all of them. */
export interface NamedHosts {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/** A host name has at most 253 characters. Ranges need some more. */
const LONGEST = 1_000;
const BRACKETED = /^\[(.+)\]:(\d+)$/;
const WITH_PORT = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/;
const RANGE = /\[([^[\]]*)\]/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The hosts of a pattern such as `s[1:3].example.com:2222`, in the way of Ansible: ranges of numbers (with leading
 * zeros kept) or of single letters, with an optional step, several of them in a name. Fails with what was expected.
 */
export function hostsOfPattern(pattern: string): Result<NamedHosts, string> {
  if (pattern.length > LONGEST) return failed(`at most ${LONGEST} characters`);
  const [, host, digits] = BRACKETED.exec(pattern) ?? WITH_PORT.exec(pattern) ?? [];
  // Ansible takes a text that names no host as one name, colon and all.
  const named = host !== undefined && isHost(host) ? host : pattern;
  const port = named === host && digits !== undefined ? Number(digits) : undefined;
  if (port === undefined && pattern.endsWith(':')) return failed('no ":" at the end of a host');
  if (pattern === '---') return failed('a host: this line begins a YAML file');
  const names = isIP(named) === 0 ? expand(named) : success([named]);
  return names.ok ? success({ names: names.value, port }) : names;
}

function isHost(text: string): boolean {
  const plain = text.replaceAll(/\[[^[\]]*\]/g, '0');
  if (isIP(plain) !== 0) return true;
  return plain.split('.').every((label) => /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(label) && !/[_-]$/.test(label));
}

function expand(text: string): Result<readonly string[], string> {
  let names: readonly string[] = [text];
  for (;;) {
    const ranges = names.map((name) => RANGE.exec(name));
    const range = ranges[0];
    if (range === null || range === undefined) {
      return text.includes('[') && names.some((name) => name.includes('[')) ? failed(RANGE_FORM) : success(names);
    }
    const parts = partsOf(range[1] ?? '');
    if (!parts.ok) return parts;
    if (names.length * parts.value.length > MOST_HOSTS) return failed(`at most ${MOST_HOSTS} hosts`);
    names = names.flatMap((name) => {
      const at = name.indexOf('[');
      const rest = name.slice(name.indexOf(']') + 1);
      return parts.value.map((part) => `${name.slice(0, at)}${part}${rest}`);
    });
  }
}

const RANGE_FORM = 'a range of hosts as [1:3], [01:10:2] or [a:c]';

function partsOf(range: string): Result<readonly string[], string> {
  const [begin = '', end = '', step = '1', ...others] = range.split(':');
  if (end === '' || others.length > 0 || !/^\d{1,9}$/.test(step) || Number(step) === 0) return failed(RANGE_FORM);
  const from = begin === '' ? '0' : begin;
  if (/^[A-Za-z]$/.test(from) && /^[A-Za-z]$/.test(end)) {
    return counted(LETTERS.indexOf(from), LETTERS.indexOf(end), Number(step), (index) => LETTERS[index] ?? '');
  }
  if (!/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(end)) return failed(RANGE_FORM);
  const isPadded = from.startsWith('0') && from.length > 1;
  if (isPadded && from.length !== end.length) return failed('a range whose begin and end have as many digits');
  return counted(Number(from), Number(end), Number(step), (number) =>
    isPadded ? String(number).padStart(from.length, '0') : String(number),
  );
}

function counted(
  first: number,
  last: number,
  step: number,
  name: (number: number) => string,
): Result<readonly string[], string> {
  if (first > last) return failed('a range whose begin is not after its end');
  if ((last - first) / step >= MOST_HOSTS) return failed(`at most ${MOST_HOSTS} hosts`);
  return success(
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => name(first + index * step)),
  );
}
