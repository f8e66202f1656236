import { readFileSync } from 'node:fs';

/** What is mounted below a directory, deepest first: before that is unmounted, to remove the directory reaches elsewhere. */
export function mountsBelow(directory: string): readonly string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${directory}/`)).sort((one, other) => other.length - one.length);
}
