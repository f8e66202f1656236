import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { ReportStep } from '../model/run-report.ts';
import type { RunStage } from '../model/run-summary.ts';
import type { StepId } from '../model/step.ts';
import { stepsBegun } from './processes.ts';
import { stepSpans, type StepSpan } from './spans.ts';
import { stageOfStep } from './stages.ts';

/** The steps of the plan in their order, then the steps outside the plan in order of first appearance. */
export function reportSteps(lines: readonly JournalLine[], { steps }: Plan): readonly ReportStep[] {
  const spans = stepSpans(lines);
  const planned = new Map(steps.map((step) => [step.id, step]));
  let stage: RunStage = 'start';
  return [...new Set([...planned.keys(), ...stepsBegun(lines)])].map((step) => ({
    step,
    stage: (stage = stageOfStep(step) ?? stage),
    ...endingOf(lines, step),
    servers: planned.get(step)?.servers ?? [],
    plannedMs: planned.get(step)?.estimateMs,
    spans: spansOf(spans, step),
  }));
}

/** A step whose effect was there already has no work to show. */
function spansOf(spans: readonly StepSpan[], id: StepId): ReportStep['spans'] {
  return spans.filter(({ step, found }) => step === id && !found).map(({ from, until }) => ({ from, until }));
}

function endingOf(lines: readonly JournalLine[], step: StepId): Pick<ReportStep, 'state' | 'evidence'> {
  const records = lines.map(({ record }) => record).filter((record) => 'step' in record && record.step === step);
  const done = records.findLast((record) => record.kind === 'done' || record.kind === 'found-done');
  if (done !== undefined && 'evidence' in done) return { state: done.kind, evidence: done.evidence };
  const newest = records.at(-1);
  if (newest === undefined) return { state: 'not-begun', evidence: undefined };
  return { state: newest.kind === 'failed' ? 'failed' : 'begun', evidence: undefined };
}
