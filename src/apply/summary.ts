import type { Outage, RunSummary } from '../model/run-summary.ts';
import type { Proof } from './actors/prove.ts';
import { keysAtEnd } from './keys-at-end.ts';
import { pastProcesses, sumOutages, workParts } from './runs/past-processes.ts';
import { refusedWrites } from './runs/refused-writes.ts';
import type { Run } from './run/run.ts';

/** The closing figures, from the journal and from the observations of this process. */
export function summaryOf(
  run: Run,
  figures: {
    readonly runId: string;
    readonly durationMs: number;
    readonly outages: readonly Outage[];
    readonly proof: Proof | undefined;
  },
): RunSummary {
  const { lines, file } = run.journal;
  const past = pastProcesses(lines);
  const evidence = lines.flatMap(({ record }) =>
    record.kind === 'done' || record.kind === 'found-done' ? [record.evidence] : [],
  );
  const text = (name: string): readonly string[] =>
    evidence.map((one) => one[name]).filter((value): value is string => typeof value === 'string');
  return {
    runId: figures.runId,
    cluster: run.cluster.name,
    durationMs: past.durationMs + figures.durationMs,
    parts: workParts(lines),
    outages: sumOutages([...past.outages, ...figures.outages]),
    refusedWrites: refusedWrites(lines),
    killedProcesses: past.killed,
    before: past.before ?? run.facts.census,
    after: figures.proof?.census,
    readBack: figures.proof?.readBack,
    oldKey: run.plan.oldKey.name,
    newKey: figures.proof?.newKey ?? text('newKey').at(-1),
    keys: keysAtEnd(lines, run.plan),
    snapshots: text('snapshot'),
    backupReference: run.plan.backupReference,
    remnants: figures.proof?.remnants,
    leftOut: run.facts.leftOut,
    sealedCopies: evidence.flatMap((one) => (one['path'] === undefined ? [] : [`${one['server']}:${one['path']}`])),
    journal: file,
  };
}
