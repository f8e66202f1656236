import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import { codeOf, messageOf } from '../../src/model/error-words.ts';
import { failed, success, type Result } from '../../src/model/result.ts';
import { matchesWildcard } from '../../src/model/wildcard.ts';
import { directivesOf, type Directive, type SshConfigProblem } from './directives.ts';

/** Which files count, and where they look for others. */
export interface SshConfigPlace {
  readonly home: string;
  /** The configuration of the whole machine, usually /etc/ssh/ssh_config. */
  readonly systemFile: string;
}

/** The limit of OpenSSH. */
const DEEPEST_INCLUDE = 16;
const WRITABLE_BY_OTHERS = 0o022;

interface Reading {
  readonly home: string;
  /** Where the relative names of `Include` start. */
  readonly directory: string;
  /** Whether the files must belong to the operator or root, as ssh wants it of the operator's own configuration. */
  readonly guarded: boolean;
}

/**
 * Reads ~/.ssh/config and then the machine's file, as ssh does, or only `file` (`ssh -F`). Files that are absent are
 * empty, except `file`. Fails where ssh ends, which is a file that cannot be read, or that others can write to.
 */
export function readSshConfig(
  place: SshConfigPlace,
  file: string | undefined,
): Result<readonly Directive[], SshConfigProblem> {
  const userDirectory = join(place.home, '.ssh');
  if (file !== undefined) {
    return readFile(
      file,
      { home: place.home, directory: userDirectory, guarded: false },
      { mustExist: true, depth: 0 },
    );
  }
  const options = { mustExist: false, depth: 0 };
  const own = readFile(
    join(userDirectory, 'config'),
    { home: place.home, directory: userDirectory, guarded: true },
    options,
  );
  if (!own.ok) return own;
  const system = readFile(
    place.systemFile,
    { home: place.home, directory: dirname(place.systemFile), guarded: false },
    options,
  );
  return system.ok ? success([...own.value, ...system.value]) : system;
}

function readFile(
  file: string,
  reading: Reading,
  { mustExist, depth }: { readonly mustExist: boolean; readonly depth: number },
): Result<readonly Directive[], SshConfigProblem> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    if (reading.guarded && !isWellGuarded(file)) {
      return failed({
        at: file,
        reason: 'others can write to it, or it belongs to somebody else: ssh refuses it, too',
      });
    }
  } catch (error) {
    return codeOf(error) === 'ENOENT' && !mustExist ? success([]) : failed({ at: file, reason: messageOf(error) });
  }
  const directives = directivesOf(text, file);
  if (!directives.ok) return directives;
  const complete: Directive[] = [];
  for (const directive of directives.value) {
    if (directive.keyword !== 'include') {
      complete.push(directive);
      continue;
    }
    if (depth >= DEEPEST_INCLUDE) return failed({ at: directive.at, reason: 'too many files that include each other' });
    const included = readIncluded(directive, reading, depth + 1);
    if (!included.ok) return included;
    complete.push({ ...directive, included: included.value });
  }
  return success(complete);
}

function readIncluded(
  { words, at }: Directive,
  reading: Reading,
  depth: number,
): Result<readonly Directive[], SshConfigProblem> {
  const included: Directive[] = [];
  for (const word of words) {
    const pattern = includePath(word, reading);
    if (pattern === undefined) return failed({ at, reason: `keyturn cannot expand ${word}` });
    for (const file of filesMatching(pattern)) {
      const read = readFile(file, reading, { mustExist: false, depth });
      if (!read.ok) return read;
      included.push(...read.value);
    }
  }
  return success(included);
}

/** `undefined` for another user's home, and for the tokens and variables of newer versions of ssh. */
function includePath(word: string, { home, directory }: Reading): string | undefined {
  if (/%|\$\{/.test(word) || /^~[^/]/.test(word)) return undefined;
  if (word.startsWith('~')) return join(home, word.slice(1));
  return isAbsolute(word) ? word : join(directory, word);
}

function isWellGuarded(file: string): boolean {
  const { uid, mode } = statSync(file);
  return (uid === 0 || uid === process.getuid?.()) && (mode & WRITABLE_BY_OTHERS) === 0;
}

/** The files that a pattern of glob(7) names, in order. Brackets and braces are ordinary characters. */
function filesMatching(pattern: string): readonly string[] {
  let found = ['/'];
  for (const part of pattern.split('/').filter((each) => each !== '')) {
    found = found.flatMap((directory) =>
      /[*?]/.test(part)
        ? namesIn(directory)
            .filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matchesWildcard(part, name))
            .map((name) => join(directory, name))
        : [join(directory, part)],
    );
  }
  return found;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}
