import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Where this process runs, in one word: machine, its boot, the namespace in which process ids mean something, and the state directory with
 * its local lock. At one place one process at a time can hold that lock, and a dead holder can be told from a living one.
 */
export function placeOf(stateDirectory: string): string {
  const { dev, ino } = statSync(stateDirectory);
  const parts = [
    `${dev}:${ino}`,
    hostname(),
    readIfThere(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    readIfThere(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** Elsewhere than on Linux there is no such file, and the host's name must do. */
function readIfThere(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
