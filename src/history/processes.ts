import type { Failure } from '../model/failure.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Outage, WorkPart } from '../model/run-summary.ts';
import type { StepId } from '../model/step.ts';

/** The lines of each process. Every process begins with a line of its own. */
export function processesIn(lines: readonly JournalLine[]): readonly (readonly JournalLine[])[] {
  const processes: JournalLine[][] = [];
  for (const line of lines) {
    const begins = line.record.kind === 'run-started' || line.record.kind === 'run-resumed';
    if (begins) processes.push([line]);
    else processes.at(-1)?.push(line);
  }
  return processes;
}

/**
 * The parts of the work on a run, one for each process, oldest first. The end of a killed process is the time of its
 * last line. `isRunning` says that the newest process is at work.
 */
export function workParts(lines: readonly JournalLine[], isRunning = false): readonly WorkPart[] {
  const processes = processesIn(lines);
  return processes.flatMap((process, index) => {
    const [first, last] = [process[0], process.at(-1)];
    if (first === undefined || last === undefined) return [];
    const { record } = first;
    const begun = record.kind === 'run-started' || record.kind === 'run-resumed' ? record : undefined;
    const open = isRunning && index === processes.length - 1 ? 'running' : 'killed';
    return {
      from: first.at,
      until: last.at,
      ending: last.record.kind === 'run-ended' ? last.record.outcome : open,
      ...(begun?.operator === undefined ? {} : { operator: begun.operator }),
      ...(begun?.version === undefined ? {} : { version: begun.version }),
    };
  });
}

/** Names of the steps that began, each once, in order of first appearance. */
export function stepsBegun(lines: readonly JournalLine[]): readonly StepId[] {
  return [...new Set(lines.flatMap(({ record }) => ('step' in record ? [record.step] : [])))];
}

/**
 * Why the newest process stopped. `undefined` where the process was killed, or ended well. What ended a run without a
 * failed step is in the last line alone, and earlier releases wrote the failure of a step alone.
 */
export function failureIn(lines: readonly JournalLine[]): Failure | undefined {
  const records = lines.map(({ record }) => record);
  const ended = records.at(-1);
  if (ended?.kind !== 'run-ended' || ended.outcome === 'done') return undefined;
  if (ended.failure !== undefined) return ended.failure;
  const begun = records.findLastIndex(({ kind }) => kind === 'run-resumed' || kind === 'run-started');
  return records.slice(begun).findLast((record) => record.kind === 'failed')?.failure;
}

/** From the first to the last line of a process, ms. */
export function lengthOf(process: readonly JournalLine[]): number {
  const [first, last] = [process[0], process.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.max(0, Date.parse(last.at) - Date.parse(first.at));
}

/** What all processes saw of outages, one figure per server, in order of first appearance. */
export function outagesIn(lines: readonly JournalLine[]): readonly Outage[] {
  const outages = lines.flatMap(({ record }) => (record.kind === 'run-ended' ? (record.outages ?? []) : []));
  const totals = new Map<string, Outage>();
  for (const { server, ms, periods } of outages) {
    const before = totals.get(server);
    const together = [...(before?.periods ?? []), ...(periods ?? [])];
    totals.set(server, {
      server,
      ms: (before?.ms ?? 0) + ms,
      ...(together.length === 0 ? {} : { periods: together }),
    });
  }
  return [...totals.values()];
}
