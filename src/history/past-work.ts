import type { JournalLine } from '../model/journal.ts';
import type { PastStep, PastWork } from '../model/run-summary.ts';
import { restartedServer } from '../model/step-id.ts';
import { lengthOf, processesIn } from './processes.ts';
import { refusedWrites } from './refused-writes.ts';
import { spansOfLines } from './spans.ts';

/** Reads what all processes in a journal did. Called before the line of the process that resumes the run. */
export function pastWork(lines: readonly JournalLine[]): PastWork {
  const processes = processesIn(lines);
  const refused = refusedWrites(lines).findLast(({ until }) => until === undefined);
  return {
    workedMs: processes.reduce((total, process) => total + lengthOf(process), 0),
    steps: processes.flatMap(stepsIn),
    restarts: restartsIn(lines),
    ...(refused === undefined ? {} : { refusedSince: refused.from }),
  };
}

/** How often each server's restart was intended. An intended restart was requested, with rare exceptions. */
export function restartsIn(lines: readonly JournalLine[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { record } of lines) {
    if (record.kind !== 'intended') continue;
    const server = restartedServer(record.step);
    if (server !== undefined) counts[server] = (counts[server] ?? 0) + 1;
  }
  return counts;
}

/** The finished steps of one process. A step whose effect existed before took no time. */
function stepsIn(process: readonly JournalLine[]): readonly PastStep[] {
  return spansOfLines(process)
    .filter(({ failed }) => !failed)
    .map(({ step, from, until, found }) => ({
      step,
      durationMs: found ? 0 : Math.max(0, Date.parse(until) - Date.parse(from)),
    }));
}
