import { resolve } from 'node:path';

/** Where written paths start. */
export interface PathBase {
  /** The replacement for `~`. */
  readonly home: string;
  /** Directory of the inventory file, the base of relative paths. */
  readonly directory: string;
}

/** Whether a path begins with another user's home (`~alice/...`), which is not supported. */
export function namesOtherHome(path: string): boolean {
  return path.startsWith('~') && path !== '~' && !path.startsWith('~/');
}

/** The absolute path of a written path. */
export function expandPath(path: string, base: PathBase): string {
  if (path === '~') {
    return base.home;
  }
  return path.startsWith('~/') ? resolve(base.home, path.slice(2)) : resolve(base.directory, path);
}
