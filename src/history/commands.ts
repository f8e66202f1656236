import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { ReportCommand } from '../model/run-report.ts';
import type { StepId } from '../model/step.ts';
import { processesIn } from './processes.ts';

/**
 * The commands that changed something, oldest first. A process writes what it sent with its next line. Where that is
 * missing, for a killed process or a journal of an earlier release, the plan's lines of an intended step are shown
 * without an ending.
 */
export function sentCommands(lines: readonly JournalLine[], plan: Plan): readonly ReportCommand[] {
  return processesIn(lines)
    .flatMap((process) => [...recorded(process), ...intendedOnly(process, plan)])
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function recorded(process: readonly JournalLine[]): readonly ReportCommand[] {
  return process.flatMap(({ seen }) =>
    (seen?.commands ?? []).map(({ at, server, step, line, ending, exitCode }) => ({
      at,
      server,
      step,
      line,
      ending,
      exitCode,
    })),
  );
}

/** An intended step without any recorded command afterwards. */
function intendedOnly(process: readonly JournalLine[], plan: Plan): readonly ReportCommand[] {
  const told = new Set(recorded(process).map(({ step }) => step));
  const isWatched = process.some(({ seen }) => seen !== undefined);
  return process.flatMap(({ at, record }, index) => {
    if (record.kind !== 'intended' || told.has(record.step)) return [];
    // A later line of a watched process would have the command, had it been sent.
    if (isWatched && index < process.length - 1) return [];
    return plannedLines(plan, record.step).map(({ server, line }) => ({
      at,
      server,
      step: record.step,
      line,
      ending: 'not-recorded' as const,
      exitCode: undefined,
    }));
  });
}

function plannedLines({ steps }: Plan, id: StepId): readonly { readonly server: string; readonly line: string }[] {
  const step = steps.find((each) => each.id === id);
  return step === undefined || !step.mutates ? [] : step.commands;
}
