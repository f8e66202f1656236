import { randomUUID } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';

/** A name beside a file, because neither a rename nor a link can leave a file system. Nobody can guess it. */
export function partOf(file: string): string {
  return `${file}.${randomUUID()}.part`;
}

/**
 * Puts a file in its place (0600) with all that is in it, or not at all. `place` is what makes the part the file: a
 * rename replaces what is there, a link fails with `EEXIST`. Throws what the system says, and leaves no part behind.
 */
export function placeWhole(file: string, text: string, place: (part: string, file: string) => void): void {
  const part = partOf(file);
  try {
    const descriptor = openSync(part, 'wx', 0o600);
    try {
      fchmodSync(descriptor, 0o600);
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
