import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { failed, success, type Result } from '../model/result.ts';

/** Writes a file for the owner alone, as a whole or not at all. Fails with `file-unwritable`. */
export function writePrivately(file: string, text: string): Result<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode: 0o600, flush: true });
    renameSync(part, file);
    return success(undefined);
  } catch (error) {
    rmSync(part, { force: true });
    return failed({ kind: 'file-unwritable', file, reason: reasonOf(error) });
  }
}

/** The system's code, such as `ENOENT`, else the message. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
