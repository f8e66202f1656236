import type { JournalLine } from '../model/journal.ts';
import type { PastStep, PastWork } from '../model/run-summary.ts';
import { restartedServer } from '../model/step-id.ts';
import { lengthOf, processesIn } from './processes.ts';
import { refusedWrites } from './refused-writes.ts';

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

/**
 * The finished steps of one process. A step lasts from its intention to its end, and a step that only looks from the
 * line before. The journal has no line for a healthy server, so a restart lasts until the next line.
 */
function stepsIn(process: readonly JournalLine[]): readonly PastStep[] {
  const begun = new Map<string, number>();
  return process.flatMap(({ at, record }, index): readonly PastStep[] => {
    if (record.kind === 'intended') begun.set(record.step, Date.parse(at));
    if (record.kind === 'found-done') return [{ step: record.step, durationMs: 0 }];
    if (record.kind !== 'done') return [];
    const before = process[index - 1];
    const startedAt = begun.get(record.step) ?? Date.parse(before?.at ?? at);
    const isRestart = restartedServer(record.step) !== undefined;
    const endedAt = Date.parse((isRestart ? process[index + 1]?.at : undefined) ?? at);
    return [{ step: record.step, durationMs: Math.max(0, endedAt - startedAt) }];
  });
}
