import { baseName, normalPath, parentPath } from '../file-system.ts';
import type { ProgramResult } from '../program.ts';
import { may, sightOf, type Refusal } from './access.ts';
import { joinLines } from './bytes.ts';
import { readOptions, valueOf } from './options.ts';
import { ended, notSimulated, pathOf, printed, type UtilityCall } from './utility.ts';

/** stat -c FORMAT with `%a %U %G %C %Y %Z %s %n %F %%`. `-L` changes nothing without links. */
export function stat(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'L', valued: 'c', long: ['format='] });
  const format = valueOf(options, 'c') ?? valueOf(options, 'format');
  if (options.unknown !== undefined || format === undefined) {
    return notSimulated(call, options.unknown ?? 'no format');
  }
  const strange = format.match(/%[^aUGCYZsnF%]/)?.[0];
  if (strange !== undefined) return notSimulated(call, strange);
  const lines: string[] = [];
  let stderr = '';
  for (const operand of options.operands) {
    const facts = factsOf(call, operand);
    if ('refusal' in facts) {
      stderr += `stat: cannot statx '${operand}': ${facts.refusal}\n`;
      continue;
    }
    lines.push(
      format.replaceAll(/%(.)/g, (_whole, letter: string) => (letter === '%' ? '%' : (facts.words[letter] ?? ''))),
    );
  }
  return { exitCode: stderr === '' ? 0 : 1, stdout: Buffer.from(joinLines(lines)), stderr };
}

function factsOf(
  call: UtilityCall,
  operand: string,
): { readonly words: Readonly<Record<string, string>> } | { readonly refusal: Refusal } {
  const { files } = call.host;
  const path = pathOf(call, operand);
  const sight = sightOf(files, path, call.user);
  if (sight === 'hidden') return { refusal: 'Permission denied' };
  const file = files.read(path);
  const entry = file ?? files.directory(path);
  if (entry === undefined) return { refusal: 'No such file or directory' };
  const [owner = '', group = ''] = entry.owner.split(':');
  return {
    words: {
      a: entry.mode.toString(8),
      U: owner,
      G: group,
      // The answer of a kernel without SELinux.
      C: '?',
      Y: String(Math.floor(entry.mtimeMs / 1_000)),
      Z: String(Math.floor((file?.ctimeMs ?? entry.mtimeMs) / 1_000)),
      s: String(file?.content.length ?? 4_096),
      n: operand,
      F: file === undefined ? 'directory' : file.content.length === 0 ? 'regular empty file' : 'regular file',
    },
  };
}

/** readlink -f, the whole path of an existing or missing file. The file system has no links. */
export function readlink(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'f' });
  if (options.unknown !== undefined || !options.flags.has('f')) return notSimulated(call, call.words.join(' '));
  const isReal = (path: string): boolean => call.host.files.exists(parentPath(path));
  const paths = options.operands.map((operand) => normalPath(pathOf(call, operand)));
  return { exitCode: paths.every(isReal) ? 0 : 1, stdout: Buffer.from(joinLines(paths.filter(isReal))), stderr: '' };
}

/** ls -1, with `-a`, `-A`, `-d`, in byte order. */
export function ls(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: '1aAd' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const operands = options.operands.length === 0 ? ['.'] : options.operands;
  const single: string[] = [];
  const listings: string[] = [];
  let stderr = '';
  for (const operand of operands) {
    const path = pathOf(call, operand);
    const sight = sightOf(call.host.files, path, call.user);
    if (sight === 'hidden') {
      stderr += `ls: cannot access '${operand}': Permission denied\n`;
    } else if (sight === 'missing') {
      stderr += `ls: cannot access '${operand}': No such file or directory\n`;
    } else if (sight === 'file' || options.flags.has('d')) {
      single.push(operand);
    } else if (!may(call.host.files, path, call.user, 'read')) {
      stderr += `ls: cannot open directory '${operand}': Permission denied\n`;
    } else {
      const names = call.host.files.list(path);
      const shown =
        options.flags.has('a') || options.flags.has('A') ? names : names.filter((name) => !name.startsWith('.'));
      const all = options.flags.has('a') ? ['.', '..', ...shown] : shown;
      listings.push(`${operands.length > 1 ? `${operand}:\n` : ''}${joinLines(all)}`);
    }
  }
  const blocks = [joinLines(single), ...listings].filter((block) => block !== '');
  return { exitCode: stderr === '' ? 0 : 2, stdout: Buffer.from(blocks.join('\n')), stderr };
}

/** Space of a simulated host's only file system, in KiB. */
const DISK = { total: 41_152_736, used: 9_431_040, free: 29_598_976 };

/** df -P -k, and `--output=avail`. */
export function df(call: UtilityCall): ProgramResult {
  const options = readOptions(call.words, { flags: 'Pk', long: ['output='] });
  const output = valueOf(options, 'output');
  if (options.unknown !== undefined || (output !== undefined && output !== 'avail')) {
    return notSimulated(call, options.unknown ?? `--output=${output}`);
  }
  for (const operand of options.operands) {
    if (!call.host.files.exists(pathOf(call, operand))) {
      return ended(1, `df: ${operand}: No such file or directory\n`);
    }
  }
  const free = call.host.freeKiB ?? DISK.free;
  if (output === 'avail') return printed(`   Avail\n${free}\n`);
  const row = `/dev/vda1         ${DISK.total} ${DISK.used}  ${free}      25% /`;
  return printed(
    joinLines([
      'Filesystem     1024-blocks    Used Available Capacity Mounted on',
      ...(options.operands.length === 0 ? [row] : options.operands.map(() => row)),
    ]),
  );
}

/** dirname and basename of one path. */
export function pathPart(call: UtilityCall): ProgramResult {
  const [path, second] = call.words;
  if (path === undefined || second !== undefined || path.startsWith('-')) {
    return notSimulated(call, call.words.join(' '));
  }
  if (call.name === 'basename') return printed(`${baseName(path) || '/'}\n`);
  const cut = path.replace(/\/+$/, '').lastIndexOf('/');
  return printed(`${cut === -1 ? '.' : cut === 0 ? '/' : path.slice(0, cut)}\n`);
}
