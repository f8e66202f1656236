import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ssh adds 17 characters while it makes a socket, and the system allows 107 in all (unix(7)). */
const LONGEST_BASE = 60;

/** A private directory (0700) for sockets and logs, made when the first path is asked for. */
export interface ControlDirectory extends Disposable {
  /** A path that nobody has asked for before. */
  path(kind: 'master' | 'log'): string;
}

export function createControlDirectory(environment: NodeJS.ProcessEnv): ControlDirectory {
  let directory: string | undefined;
  let count = 0;
  return {
    path: (kind) => {
      directory ??= makeDirectory(environment);
      count += 1;
      return join(directory, `${kind}-${count}`);
    },
    [Symbol.dispose]: () => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
      directory = undefined;
    },
  };
}

/**
 * In the operator's own directory for sockets, where there is one that can be written. After `su` or without a session,
 * XDG_RUNTIME_DIR often names a directory that is another user's or gone.
 */
function makeDirectory(environment: NodeJS.ProcessEnv): string {
  const bases = [environment['XDG_RUNTIME_DIR'] ?? '', tmpdir()];
  for (const base of bases.filter((each) => each.startsWith('/') && each.length <= LONGEST_BASE)) {
    try {
      return makeIn(base);
    } catch {
      // The next one may do.
    }
  }
  return makeIn('/tmp');
}

function makeIn(base: string): string {
  return mkdtempSync(join(base, 'keyturn-'));
}
