import type { Outage, WorkPart } from '../../model/run-summary.ts';
import type { Census } from '../../model/facts.ts';
import type { JournalLine } from '../../model/journal.ts';

/** What earlier processes left in the journal of a run. */
export interface PastProcesses {
  /** The working time of the processes together. The time in between is the operator's. */
  readonly durationMs: number;
  readonly outages: readonly Outage[];
  /** Processes without a last line. */
  readonly killed: number;
  /** Secrets when the run began. `undefined` where the journal does not say. */
  readonly before: Census | undefined;
}

/** The parts of the work on a run, one for each process. The end of a killed process is the time of the last line. */
export function workParts(lines: readonly JournalLine[]): readonly WorkPart[] {
  return processesIn(lines).flatMap((process) => {
    const [first, last] = [process[0], process.at(-1)];
    if (first === undefined || last === undefined) return [];
    const ending = last.record.kind === 'run-ended' ? last.record.outcome : 'killed';
    return [{ from: first.at, until: last.at, ending }];
  });
}

/** Reads the journal and leaves out the newest process, which is at work. */
export function pastProcesses(lines: readonly JournalLine[]): PastProcesses {
  const counted = lines.map(({ record }) => record).find((record) => record.kind === 'counted');
  const past = processesIn(lines).slice(0, -1);
  const endings = past.map((process) => process.at(-1)?.record);
  return {
    durationMs: past.reduce((total, process) => total + lengthOf(process), 0),
    outages: endings.flatMap((record) => (record?.kind === 'run-ended' ? (record.outages ?? []) : [])),
    killed: endings.filter((record) => record?.kind !== 'run-ended').length,
    before: counted?.census,
  };
}

/** The lines of each process. Each process begins with its own line. */
export function processesIn(lines: readonly JournalLine[]): readonly (readonly JournalLine[])[] {
  const processes: JournalLine[][] = [];
  for (const line of lines) {
    const begins = line.record.kind === 'run-started' || line.record.kind === 'run-resumed';
    if (begins) processes.push([line]);
    else processes.at(-1)?.push(line);
  }
  return processes;
}

/** From the first to the last line of a process, ms. */
export function lengthOf(process: readonly JournalLine[]): number {
  const [first, last] = [process[0], process.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.max(0, Date.parse(last.at) - Date.parse(first.at));
}

/** One figure per server, in order of first appearance. */
export function sumOutages(outages: readonly Outage[]): readonly Outage[] {
  const totals = new Map<string, number>();
  for (const { server, ms } of outages) totals.set(server, (totals.get(server) ?? 0) + ms);
  return [...totals].map(([server, ms]) => ({ server, ms }));
}
