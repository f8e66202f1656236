// The peak memory of one process, as Linux counts it. Not `process.resourceUsage().maxRSS`: a child starts that at the peak of the process
// that forked it.
import { readFileSync } from 'node:fs';

/** Arguments of Node that make it write its own peak to a file when it exits. */
export function recordPeak(file: string): readonly string[] {
  const hook = [
    'import { readFileSync, writeFileSync } from "node:fs";',
    `process.on("exit", () => writeFileSync(${JSON.stringify(file)}, readFileSync("/proc/self/status")));`,
  ];
  return ['--import', `data:text/javascript,${encodeURIComponent(hook.join('\n'))}`];
}

/** MB, from a file that `recordPeak` made. */
export function recordedPeak(file: string): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`${file} tells no peak`);
  return Number(kilobytes) / 1_024;
}
