import { baseName, parentPath, type Attributes } from '../file-system.ts';
import type { ProgramResult } from '../program.ts';
import { may, readAs, sightOf, writeAs, writeRefusal } from './access.ts';
import { readOptions, valueOf } from './options.ts';
import { ended, notSimulated, pathOf, type UtilityCall } from './utility.ts';

/** mkdir, with `-p`, `-m MODE`. Only the last directory gets the mode, as with the real mkdir. */
export function mkdir(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'p', valued: 'm' });
  const mode = modeOf(valueOf(options, 'm'));
  if (options.unknown !== undefined || mode === 'strange') {
    return notSimulated(call, options.unknown ?? `-m ${valueOf(options, 'm')}`);
  }
  return forEach(call, options.operands, (path) => {
    const { files } = call.host;
    const exists = sightOf(files, path, call.user);
    if (exists === 'directory' && options.flags.has('p')) return undefined;
    if (exists === 'directory' || exists === 'file') return `cannot create directory '{}': File exists`;
    const refusal = makeRefusal(call, path, options.flags.has('p'));
    if (refusal !== undefined) return `cannot create directory '{}': ${refusal}`;
    files.mkdir(path, { ...mode, owner: `${call.user}:${call.user}` });
    return undefined;
  });
}

/**
 * install, with `-d` for directories, or with one file to a path or into a directory. Also `-m MODE`, `-o USER`, `-g
 * GROUP`, `-p`.
 */
export function install(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'dp', valued: 'mog' });
  const mode = modeOf(valueOf(options, 'm') ?? '755');
  if (options.unknown !== undefined || mode === 'strange') {
    return notSimulated(call, options.unknown ?? `-m ${valueOf(options, 'm')}`);
  }
  const [user, group] = [
    valueOf(options, 'o') ?? call.user,
    valueOf(options, 'g') ?? valueOf(options, 'o') ?? call.user,
  ];
  if (call.user !== 'root' && user !== call.user)
    return ended(1, `install: cannot change ownership: Operation not permitted\n`);
  const attributes = { ...mode, owner: `${user}:${group}` };
  if (!options.flags.has('d')) {
    return copyInto(call, options.operands, (_from, mtimeMs) =>
      options.flags.has('p') ? { ...attributes, mtimeMs } : attributes,
    );
  }
  return forEach(call, options.operands, (path) => {
    if (call.host.files.read(path) !== undefined) return `cannot create directory '{}': File exists`;
    const refusal = call.host.files.isDirectory(path) ? undefined : makeRefusal(call, path, true);
    if (refusal !== undefined) return `cannot create directory '{}': ${refusal}`;
    call.host.files.mkdir(path, attributes);
    return undefined;
  });
}

/** cp, with `-p`, of one file to a path or into a directory. */
export function cp(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'pf' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  return copyInto(call, options.operands, (from, mtimeMs) => {
    const original = call.host.files.read(from);
    if (!options.flags.has('p') || original === undefined) return original === undefined ? {} : { mode: original.mode };
    return { mode: original.mode, mtimeMs, ...(call.user === 'root' ? { owner: original.owner } : {}) };
  });
}

/** mv of one file. */
export function mv(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'f' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { files } = call.host;
  const copied = copyInto(call, options.operands, (from, mtimeMs) => {
    const original = files.read(from);
    return original === undefined ? {} : { mode: original.mode, owner: original.owner, mtimeMs };
  });
  const from = pathOf(call, options.operands[0] ?? '');
  if (copied.exitCode === 0 && may(files, parentPath(from), call.user, 'write')) files.remove(from);
  return copied;
}

function copyInto(
  call: UtilityCall,
  operands: readonly string[],
  attributesOf: (from: string, mtimeMs: number) => Attributes,
): ProgramResult {
  const { files } = call.host;
  const [from, to, third] = operands;
  if (from === undefined || to === undefined || third !== undefined) return notSimulated(call, operands.join(' '));
  const read = readAs(files, from, call.user);
  if ('refusal' in read) {
    const what = read.refusal === 'Permission denied' ? 'cannot open' : 'cannot stat';
    return ended(1, `${call.name}: ${what} '${from}': ${read.refusal}\n`);
  }
  const named = pathOf(call, to);
  const target = files.isDirectory(named) ? `${named}/${baseName(from)}` : named;
  const refusal = writeRefusal(files, target, call.user);
  if (refusal !== undefined) return ended(1, `${call.name}: cannot create regular file '${target}': ${refusal}\n`);
  const source = pathOf(call, from);
  const attributes = attributesOf(source, files.read(source)?.mtimeMs ?? 0);
  writeAs(files, target, call.user, read.content);
  files.change(target, attributes);
  return ended(0);
}

/** rm, with `-f`, `-r`, `-R`. */
export function rm(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'frR' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  return forEach(call, options.operands, (path) => {
    const { files } = call.host;
    const sight = sightOf(files, path, call.user);
    if (sight === 'missing')
      return options.flags.has('f') ? undefined : `cannot remove '{}': No such file or directory`;
    if (sight === 'hidden' || !may(files, parentPath(path), call.user, 'write')) {
      return `cannot remove '{}': Permission denied`;
    }
    if (sight === 'directory' && !options.flags.has('r') && !options.flags.has('R')) {
      return `cannot remove '{}': Is a directory`;
    }
    files.remove(path);
    return undefined;
  });
}

/** sync FILE... A simulated disk has nothing to write back. */
export function sync(call: UtilityCall): ProgramResult {
  return forEach(call, call.words, (path) =>
    call.host.files.exists(path) ? undefined : `error opening '{}': No such file or directory`,
  );
}

/** chmod with an octal mode. */
export function chmod(call: UtilityCall): ProgramResult {
  const [written, ...paths] = call.words;
  const mode = modeOf(written);
  if (mode === 'strange' || mode.mode === undefined) return notSimulated(call, call.words.join(' '));
  return changeAll(call, paths, mode);
}

/** chown USER[:GROUP], for root only. */
export function chown(call: UtilityCall): ProgramResult {
  const [written = '', ...paths] = call.words;
  const match = /^([a-z_][\w-]*)(?::([a-z_][\w-]*)?)?$/.exec(written);
  if (match === null) return notSimulated(call, call.words.join(' '));
  const [, user = '', group = user] = match;
  if (call.user !== 'root') return ended(1, `chown: changing ownership of '${paths[0]}': Operation not permitted\n`);
  return changeAll(call, paths, { owner: `${user}:${group}` });
}

function changeAll(call: UtilityCall, paths: readonly string[], attributes: Attributes): ProgramResult {
  const { files } = call.host;
  return forEach(call, paths, (path) => {
    const entry = files.read(path) ?? files.directory(path);
    const sight = sightOf(files, path, call.user);
    if (entry === undefined || sight === 'hidden') {
      return `cannot access '{}': ${sight === 'hidden' ? 'Permission denied' : 'No such file or directory'}`;
    }
    if (call.user !== 'root' && !entry.owner.startsWith(`${call.user}:`)) {
      return `changing permissions of '{}': Operation not permitted`;
    }
    files.change(path, attributes);
    return undefined;
  });
}

/** tee copies standard input into files and to the output. `-a` appends. */
export async function tee(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'a' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const content = await call.input();
  const { files } = call.host;
  const result = forEach(call, options.operands, (path) => {
    const refusal = writeRefusal(files, path, call.user);
    if (refusal !== undefined) return `{}: ${refusal}`;
    const before = options.flags.has('a') ? (files.read(path)?.content ?? Buffer.alloc(0)) : Buffer.alloc(0);
    writeAs(files, path, call.user, Buffer.concat([before, content]));
    return undefined;
  });
  return { ...result, stdout: content };
}

/** Does something with each path. A returned text is an error message, with `{}` for the path as written. */
function forEach(
  call: UtilityCall,
  operands: readonly string[],
  change: (path: string) => string | undefined,
): ProgramResult {
  if (operands.length === 0 && call.name !== 'tee') return ended(1, `${call.name}: missing operand\n`);
  const problems = operands.flatMap((operand) => {
    const problem = change(pathOf(call, operand));
    return problem === undefined ? [] : [`${call.name}: ${problem.replace('{}', () => operand)}\n`];
  });
  return ended(problems.length === 0 ? 0 : 1, problems.join(''));
}

/** Why a directory cannot be created. */
function makeRefusal(call: UtilityCall, path: string, withParents: boolean): string | undefined {
  const { files } = call.host;
  let parent = parentPath(path);
  if (!withParents && !files.isDirectory(parent)) return 'No such file or directory';
  while (!files.exists(parent)) parent = parentPath(parent);
  if (!files.isDirectory(parent)) return 'Not a directory';
  const hidden = sightOf(files, path, call.user) === 'hidden';
  return hidden || !may(files, parent, call.user, 'write') ? 'Permission denied' : undefined;
}

function modeOf(written: string | undefined): { readonly mode?: number } | 'strange' {
  if (written === undefined) return {};
  return /^[0-7]{3,4}$/.test(written) ? { mode: Number.parseInt(written, 8) } : 'strange';
}
