import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

import { codeOf } from '../model/error-words.ts';
import { failed, success, type Result } from '../model/result.ts';

/**
 * A process with a pipe to its input, or the code by which the system refused it, for example `E2BIG`. Node (24) throws
 * some of these codes, and reports others by the event `error` of the process.
 */
export function startProcess<C extends ChildProcess>(spawn: () => C): Result<C, string> {
  try {
    const child = spawn();
    // Without a free descriptor there are no pipes, whatever the type says, and the event comes all the same.
    if ((child.stdin as Writable | null | undefined) !== undefined) return success(child);
    child.once('error', () => {});
    return failed('EMFILE');
  } catch (error) {
    return failed(codeOf(error));
  }
}
