import { failureIn } from '../../history/processes.ts';
import type { StageCommand } from '../../model/encryption.ts';
import type { BeforeAct, JournalLine, JournalRecord } from '../../model/journal.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepId } from '../../model/step.ts';
import { parseStepId } from '../../model/step-id.ts';

/** A journal record of one step. */
export type StepRecord = Extract<JournalRecord, { readonly step: StepId }>;

/**
 * The record that counts for a step since its last intention, namely the newest `done` or `found-done`, else the
 * newest record of any kind. A `done` from before a newer intention says nothing of the newer act.
 */
export function lastRecordOf(lines: readonly JournalLine[], step: StepId): StepRecord | undefined {
  const records = lines
    .map((line) => line.record)
    .filter((record): record is StepRecord => 'step' in record && record.step === step);
  const intendedAt = records.findLastIndex(({ kind }) => kind === 'intended');
  const newest = records.slice(Math.max(0, intendedAt));
  return newest.findLast((record) => record.kind === 'done' || record.kind === 'found-done') ?? newest.at(-1);
}

/** What was seen before the step's act was intended, or `undefined` without an intention. */
export function beforeActOf(lines: readonly JournalLine[], step: StepId): BeforeAct | undefined {
  const intended = lines
    .map((line) => line.record)
    .findLast((record) => record.kind === 'intended' && record.step === step);
  return intended?.kind === 'intended' ? intended.before : undefined;
}

/**
 * systemd's InvocationID of the leader's service at the last intention of a stage command. `undefined` without an
 * intention.
 */
export function invocationAtSending(lines: readonly JournalLine[], command: StageCommand): string | undefined {
  const before = beforeActOf(lines, `command:${command}`);
  return before?.kind === 'transient-unit' ? before.serviceInvocation : undefined;
}

/** When the step's act was last intended, ms since the epoch. */
export function intendedAtMs(lines: readonly JournalLine[], step: StepId): number | undefined {
  const line = lines.findLast(({ record }) => record.kind === 'intended' && record.step === step);
  return line === undefined ? undefined : Date.parse(line.at);
}

/** The restart that was intended last. */
export function lastIntendedRestart(lines: readonly JournalLine[]): StepId | undefined {
  const steps = lines.flatMap(({ record }) => (record.kind === 'intended' ? [record.step] : []));
  return steps.findLast((step) => parseStepId(step)?.kind === 'restart');
}

/** The plan a journal carries in its first line. */
export function planOf(lines: readonly JournalLine[]): Plan | undefined {
  const first = lines[0]?.record;
  return first?.kind === 'run-started' ? first.plan : undefined;
}

/**
 * The journal was taken from a mirror on a server. The command lines in its plan came from there, and are never shown as
 * keyturn's own.
 */
export function wasTakenFromMirror(lines: readonly JournalLine[]): boolean {
  return lines.some(({ record }) => record.kind === 'run-resumed' && record.takenFrom !== undefined);
}

/** True once anything was intended, because the cluster may have changed since. */
export function hasIntentions(lines: readonly JournalLine[]): boolean {
  return lines.some((line) => line.record.kind === 'intended');
}

/** A run is over when its last line says done, or refused with nothing intended. Every other run can be resumed. */
export function isOver(lines: readonly JournalLine[]): boolean {
  const last = lines.at(-1)?.record;
  if (last === undefined) return true;
  if (last.kind !== 'run-ended') return false;
  return last.outcome === 'done' || !hasIntentions(lines);
}

/**
 * How the last process of a run ended, with the failure behind the ending. `undefined` where the process was killed,
 * or ended well.
 */
export function endingOf(lines: readonly JournalLine[]): Outcome | undefined {
  const ended = lines.at(-1)?.record;
  if (ended?.kind !== 'run-ended' || ended.outcome === 'done' || ended.outcome === 'nothing-to-do') return undefined;
  const failure = failureIn(lines);
  return failure === undefined ? undefined : { kind: ended.outcome, failure };
}
