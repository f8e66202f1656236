import { normalPath, parentPath, type VirtualFileSystem } from '../file-system.ts';

/** A user's intention for a path. */
export type Wish = 'read' | 'write' | 'search';

/** The content of a path, as seen by a user. A parent directory without search permission hides the path. */
export type Sight = 'file' | 'directory' | 'missing' | 'hidden';

/** The path relative to the user's home directory, where every line starts. */
export function absolutePath(path: string, user: string): string {
  if (path.startsWith('/')) return normalPath(path);
  return normalPath(`${user === 'root' ? '/root' : `/home/${user}`}/${path}`);
}

export function sightOf(files: VirtualFileSystem, path: string, user: string): Sight {
  for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) {
    if (files.isDirectory(parent) && !may(files, parent, user, 'search')) return 'hidden';
  }
  if (files.isDirectory(path)) return 'directory';
  return files.exists(path) ? 'file' : 'missing';
}

/** Whether the permission bits allow an access. Root may do everything. A missing path is allowed to root alone. */
export function may(files: VirtualFileSystem, path: string, user: string, wish: Wish): boolean {
  if (user === 'root') return true;
  const entry = files.directory(path) ?? files.read(path);
  if (entry === undefined) return false;
  const [owner, group] = entry.owner.split(':');
  const shift = owner === user ? 6 : group === user ? 3 : 0;
  const bit = { read: 4, write: 2, search: 1 }[wish];
  return ((entry.mode >> shift) & bit) !== 0;
}

/** Why a path cannot be used, in the words of the C library. */
export type Refusal =
  | 'No such file or directory'
  | 'Permission denied'
  | 'Is a directory'
  | 'Not a directory'
  | 'File exists';

/** The content of a file, if the user may read the file. `/dev/null` is empty. */
export function readAs(
  files: VirtualFileSystem,
  path: string,
  user: string,
): { readonly content: Buffer } | { readonly refusal: Refusal } {
  const absolute = absolutePath(path, user);
  if (absolute === '/dev/null') return { content: Buffer.alloc(0) };
  const sight = sightOf(files, absolute, user);
  if (sight === 'missing') return { refusal: 'No such file or directory' };
  if (sight === 'hidden') return { refusal: 'Permission denied' };
  if (sight === 'directory') return { refusal: 'Is a directory' };
  const file = files.read(absolute);
  if (file === undefined || !may(files, absolute, user, 'read')) return { refusal: 'Permission denied' };
  return { content: file.content };
}

/** Why a user may not write a file, or `undefined` if allowed. `/dev/null` accepts everything. */
export function writeRefusal(files: VirtualFileSystem, path: string, user: string): Refusal | undefined {
  const absolute = absolutePath(path, user);
  if (absolute === '/dev/null') return undefined;
  const sight = sightOf(files, absolute, user);
  if (sight === 'hidden') return 'Permission denied';
  if (sight === 'directory') return 'Is a directory';
  if (sight === 'file') return may(files, absolute, user, 'write') ? undefined : 'Permission denied';
  const parent = parentPath(absolute);
  if (!files.isDirectory(parent)) return files.exists(parent) ? 'Not a directory' : 'No such file or directory';
  return may(files, parent, user, 'write') ? undefined : 'Permission denied';
}

/** Writes what `writeRefusal` allows. A new file belongs to its writer. */
export function writeAs(files: VirtualFileSystem, path: string, user: string, content: Buffer): void {
  const absolute = absolutePath(path, user);
  if (absolute === '/dev/null') return;
  files.write(absolute, content, files.exists(absolute) ? {} : { owner: `${user}:${user}` });
}
