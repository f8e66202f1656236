import { randomUUID } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';

/** An unguessable name beside a file, because neither a rename nor a link can leave a file system. */
export function partOf(file: string): string {
  return `${file}.${randomUUID()}.part`;
}

/**
 * Writes a file (0600, or another mode) with its whole content, or not at all. `place` turns the part into the file. A rename replaces
 * an existing file, a link fails with `EEXIST`. Throws the system's error, and leaves no part behind.
 */
export function placeWhole(
  file: string,
  text: string,
  place: (part: string, file: string) => void,
  mode = 0o600,
): void {
  const part = partOf(file);
  try {
    const descriptor = openSync(part, 'wx', 0o600);
    try {
      fchmodSync(descriptor, mode);
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    place(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}
