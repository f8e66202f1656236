import type { JournalLine } from '../model/journal.ts';
import { EXIT_CODES, isOutcomeKind } from '../model/outcome.ts';
import type { ReportPause, ReportSnapshot, RunReport, RunState } from '../model/run-report.ts';
import type { WorkPart } from '../model/run-summary.ts';
import { sentCommands } from './commands.ts';
import { failureIn, workParts } from './processes.ts';
import { runSummary, type JournalledRun } from './run-summary.ts';
import { reportSteps } from './steps.ts';

/** A journal with what its place on the disk says. */
export interface ReportSource extends JournalledRun {
  /** SHA-256 of the last line. */
  readonly head: string;
  readonly isGivenUp: boolean;
}

/** Everything that a journal says of a run. Pure, so that a report needs no host and is the same every time. */
export function runReport(source: ReportSource): RunReport {
  const { lines, plan, file, head } = source;
  const summary = runSummary(source);
  const ending = summary.parts.at(-1)?.ending ?? 'killed';
  const { pointOfNoReturn, fingerprint, checks } = plan;
  return {
    schema: 'keyturn.report/1',
    state: stateOf(source, ending),
    exitCode: isOutcomeKind(ending) ? EXIT_CODES[ending].code : undefined,
    failure: failureIn(lines),
    summary,
    planId: plan.id,
    course: plan.course,
    leader: plan.leader,
    servers: fingerprint.servers.map(({ name, nodeName, roles, version }) => ({ name, nodeName, roles, version })),
    etcdMembers: fingerprint.etcdMembers,
    pointOfNoReturn: { step: pointOfNoReturn, at: beginningOf(lines, pointOfNoReturn) },
    steps: reportSteps(lines, plan),
    pauses: pausesIn(lines),
    rewrite: lines.flatMap(({ seen }) => seen?.rewrite ?? []),
    counts: [
      ...lines.flatMap(({ at, record }) =>
        record.kind === 'counted' ? [{ at, step: undefined, census: record.census }] : [],
      ),
      ...lines.flatMap(({ seen }) => seen?.counts ?? []),
    ],
    checks,
    commands: sentCommands(lines, plan),
    snapshots: snapshotsIn(lines),
    journal: { file, lines: lines.length, head },
  };
}

function stateOf({ isGivenUp }: ReportSource, ending: WorkPart['ending']): RunState {
  if (isGivenUp) return 'given-up';
  return ending === 'killed' ? 'unfinished' : ending;
}

function beginningOf(lines: readonly JournalLine[], step: string): string | undefined {
  return lines.find(({ record }) => 'step' in record && record.step === step)?.at;
}

function pausesIn(lines: readonly JournalLine[]): readonly ReportPause[] {
  const parts = workParts(lines);
  return parts.slice(1).flatMap(({ from: until }, index) => {
    const before = parts[index];
    return before === undefined ? [] : [{ from: before.until, until, killed: before.ending === 'killed' }];
  });
}

function snapshotsIn(lines: readonly JournalLine[]): readonly ReportSnapshot[] {
  return lines.flatMap(({ at, record }) => {
    if (record.kind !== 'done' && record.kind !== 'found-done') return [];
    const { snapshot, server, bytes } = record.evidence;
    if (typeof snapshot !== 'string') return [];
    return {
      name: snapshot,
      server: String(server ?? ''),
      bytes: typeof bytes === 'number' ? bytes : undefined,
      when: record.step === 'snapshot-after' ? ('after' as const) : ('before' as const),
      at,
    };
  });
}
