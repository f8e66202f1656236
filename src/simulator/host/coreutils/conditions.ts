import { may, sightOf } from './access.ts';
import { ended, pathOf, type UtilityCall } from './utility.ts';
import type { ProgramResult } from '../program.ts';

const UNARY = /^-[bcdefghnprsuwxzLOS]$/;
const NUMERIC: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '-eq': (left, right) => left === right,
  '-ne': (left, right) => left !== right,
  '-lt': (left, right) => left < right,
  '-le': (left, right) => left <= right,
  '-gt': (left, right) => left > right,
  '-ge': (left, right) => left >= right,
};

/** test and `[`, decided by the number of words as in POSIX. `-a`, `-o` and parentheses are not simulated. */
export function test(call: UtilityCall): ProgramResult {
  let words = call.words;
  if (call.name === '[') {
    if (words.at(-1) !== ']') return ended(2, 'sh: 1: [: missing ]\n');
    words = words.slice(0, -1);
  }
  const answer = evaluate(call, words);
  return typeof answer === 'boolean' ? ended(answer ? 0 : 1) : ended(2, `sh: 1: ${call.name}: ${answer}\n`);
}

/** A returned text is the reason for a missing answer. */
function evaluate(call: UtilityCall, words: readonly string[]): boolean | string {
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      if (first === '!') return second === '';
      return UNARY.test(first) ? unary(call, first, second) : `${first}: unexpected operator`;
    case 3: {
      const compared = binary(first, second, third);
      if (compared !== undefined) return compared;
      return first === '!' ? negated(evaluate(call, words.slice(1))) : `${second}: unexpected operator`;
    }
    default:
      return first === '!' ? negated(evaluate(call, words.slice(1))) : `${third}: unexpected operator`;
  }
}

function negated(answer: boolean | string): boolean | string {
  return typeof answer === 'boolean' ? !answer : answer;
}

function binary(left: string, operator: string, right: string): boolean | string | undefined {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  const compare = NUMERIC[operator];
  if (compare === undefined) return undefined;
  const bad = [left, right].find((text) => !/^\s*[-+]?\d+\s*$/.test(text));
  return bad === undefined ? compare(Number(left), Number(right)) : `Illegal number: ${bad}`;
}

function unary(call: UtilityCall, operator: string, word: string): boolean {
  if (operator === '-n') return word !== '';
  if (operator === '-z') return word === '';
  const { files } = call.host;
  const path = pathOf(call, word);
  const sight = sightOf(files, path, call.user);
  if (word === '' || (sight !== 'file' && sight !== 'directory')) return false;
  switch (operator) {
    case '-e':
      return true;
    case '-d':
      return sight === 'directory';
    case '-f':
      return sight === 'file';
    case '-s':
      return sight === 'directory' || (files.read(path)?.content.length ?? 0) > 0;
    case '-O':
      return (files.read(path) ?? files.directory(path))?.owner.split(':')[0] === call.user;
    case '-r':
      return may(files, path, call.user, 'read');
    case '-w':
      return may(files, path, call.user, 'write');
    case '-x':
      return call.user === 'root'
        ? sight === 'directory' || ((files.read(path)?.mode ?? 0) & 0o111) !== 0
        : may(files, path, call.user, 'search');
    default:
      // The simulated file system has no links, devices, pipes or sockets.
      return false;
  }
}
