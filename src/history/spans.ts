import type { JournalLine } from '../model/journal.ts';
import type { Period } from '../model/run-summary.ts';
import type { StepId } from '../model/step.ts';
import { processesIn } from './processes.ts';

/** A time in which a step was at work, ISO 8601. */
export interface StepSpan extends Period {
  readonly step: StepId;
  /** The effect of the step existed before. */
  readonly found: boolean;
}

/**
 * When each step was at work, in the order of their endings. A process records the ends of its steps. For journals of
 * earlier releases, and for a killed process, the lines of the step show the time.
 */
export function stepSpans(lines: readonly JournalLine[]): readonly StepSpan[] {
  return processesIn(lines).flatMap((process) => {
    const told = process.flatMap(({ seen }) =>
      (seen?.steps ?? []).map(({ step, at, ms, found }) => ({
        step,
        from: new Date(Date.parse(at) - ms).toISOString(),
        until: at,
        found,
      })),
    );
    const known = new Set(told.map(({ step }) => step));
    const shown = spansOfLines(process)
      .filter(({ step }) => !known.has(step))
      .map(({ step, from, until, found }) => ({ step, from, until, found }));
    return [...told, ...shown].sort((one, other) => Date.parse(one.until) - Date.parse(other.until));
  });
}

/**
 * The steps that a process ended, by its lines alone. A step lasts from its intention to its end, and a step that only
 * looks from the line before. A restart is written down when it has begun, and the service is healthy at the next line.
 */
export function spansOfLines(process: readonly JournalLine[]): readonly (StepSpan & { readonly failed: boolean })[] {
  return process.flatMap(({ at, record }, index) => {
    if (record.kind !== 'done' && record.kind !== 'found-done' && record.kind !== 'failed') return [];
    const { step } = record;
    const before = process.slice(0, index);
    const intended = before.findLast((line) => line.record.kind === 'intended' && line.record.step === step);
    const from = (intended ?? process[index - 1])?.at ?? at;
    const next = step.startsWith('restart:') && record.kind !== 'failed' ? process[index + 1] : undefined;
    return [
      { step, from, until: next?.at ?? at, found: record.kind === 'found-done', failed: record.kind === 'failed' },
    ];
  });
}
