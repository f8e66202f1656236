import { keyLabel, type StageCommand } from '../model/encryption.ts';
import type { Remnants } from '../model/datastore.ts';
import type { Census, LeftOutServer } from '../model/facts.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { LongestStep, ReadBack, RunSummary, StoppedStep } from '../model/run-summary.ts';
import { parseStepId, restartedServer } from '../model/step-id.ts';
import { earlierCopiesIn, evidenceIn, sealedCopiesIn } from './copies.ts';
import { keysAtEnd } from './keys-at-end.ts';
import { lengthOf, outagesIn, processesIn, stepsBegun, workParts } from './processes.ts';
import { readsAtRisk } from './reads-at-risk.ts';
import { refusedWrites } from './refused-writes.ts';
import { stepSpans } from './spans.ts';
import { stageOfStep, stageTimes } from './stages.ts';

/** A run as its journal has it. */
export interface JournalledRun {
  readonly lines: readonly JournalLine[];
  readonly plan: Plan;
  /** The journal's file. */
  readonly file: string;
  /** Whether a process is at work on the run. Such a process has no ending yet, and was not killed. */
  readonly isRunning?: boolean;
}

/** What only the process that ends a run knows. */
export interface ClosingFacts {
  readonly remnants: Remnants | undefined;
  readonly leftOut: readonly LeftOutServer[];
}

/** The closing figures of a run, from its journal alone, with what a process that has just ended knows besides. */
export function runSummary({ lines, plan, file, isRunning }: JournalledRun, closing?: ClosingFacts): RunSummary {
  const parts = workParts(lines, isRunning);
  const restarts = lines.flatMap(({ record }) =>
    record.kind === 'done' && record.step.startsWith('restart:') ? [record.step] : [],
  );
  const restarted = [...new Set(stepsBegun(lines).flatMap((id) => restartedServer(id) ?? []))];
  const first = lines[0]?.record;
  const started = first?.kind === 'run-started' ? first : undefined;
  const endedAt = lines.at(-1)?.at ?? '';
  const isDone = parts.at(-1)?.ending === 'done';
  const newKey = newKeyIn(lines);
  const leftOut = closing?.leftOut ?? leftOutIn(lines);
  return {
    runId: started?.runId ?? '',
    cluster: plan.cluster,
    distribution: plan.distribution,
    ...operationOf(lines, plan),
    strategy: plan.course.strategy,
    startedAt: lines[0]?.at ?? '',
    endedAt,
    durationMs: processesIn(lines).reduce((total, process) => total + lengthOf(process), 0),
    parts,
    stages: stageTimes(lines),
    longestStep: longestStep(lines),
    stopped: isDone ? undefined : stoppedStep(lines, plan),
    restarts: restarts.length,
    commandsSent: commandsSent(lines),
    restarted,
    notRestarted: plan.course.order
      .map(({ name }) => name)
      .filter((name) => !restarted.includes(name) && !leftOut.some((one) => one.name === name)),
    readsAtRisk: readsAtRisk(lines, plan),
    outages: outagesIn(lines),
    refusedWrites: refusedWrites(lines),
    killedProcesses: parts.filter(({ ending }) => ending === 'killed').length,
    before: censusBefore(lines),
    after: censusAfter(lines, plan, newKey),
    readBack: readBackIn(lines),
    oldKey: plan.oldKey.name,
    newKey,
    keys: keysAtEnd(lines, plan),
    snapshots: evidenceIn(lines).flatMap(({ snapshot }) => (typeof snapshot === 'string' ? [snapshot] : [])),
    backupReference: plan.backupReference,
    remnants: closing?.remnants,
    leftOut,
    sealedCopies: sealedCopiesIn(lines),
    earlierCopies: earlierCopiesIn(lines),
    adopted: plan.entry.at !== 'start',
    dueAt: isDone ? dueAt(endedAt, started?.maxKeyAgeMs) : undefined,
    journal: file,
  };
}

/** What the run is where it is no rotation. A rescue that is being undone does nothing else any more. */
function operationOf(lines: readonly JournalLine[], { rescue }: Plan): Pick<RunSummary, 'operation'> {
  if (rescue === undefined) return {};
  return { operation: stepsBegun(lines).some((step) => step.startsWith('undo:')) ? 'rescue-undone' : 'rescue' };
}

function commandsSent(lines: readonly JournalLine[]): readonly StageCommand[] {
  return stepsBegun(lines).flatMap((id) => {
    const step = parseStepId(id);
    return step?.kind === 'command' ? [step.command] : [];
  });
}

function longestStep(lines: readonly JournalLine[]): LongestStep | undefined {
  const spans = stepSpans(lines).map(({ step, from, until }) => ({ step, ms: Date.parse(until) - Date.parse(from) }));
  return spans.toSorted((one, other) => other.ms - one.ms)[0];
}

function stoppedStep(lines: readonly JournalLine[], { steps }: Plan): StoppedStep | undefined {
  const newest = lines.findLast(({ record }) => 'step' in record)?.record;
  if (newest === undefined || !('step' in newest)) return undefined;
  const index = steps.findIndex(({ id }) => id === newest.step);
  const begun = lines.flatMap(({ record }) => ('step' in record ? [stageOfStep(record.step)] : []));
  return {
    step: newest.step,
    stage: begun.findLast((stage) => stage !== undefined) ?? 'start',
    index: index === -1 ? undefined : index,
    total: steps.length,
  };
}

function newKeyIn(lines: readonly JournalLine[]): string | undefined {
  return evidenceIn(lines)
    .flatMap(({ newKey }) => (typeof newKey === 'string' && newKey !== '' ? [newKey] : []))
    .at(-1);
}

function censusBefore(lines: readonly JournalLine[]): Census | undefined {
  const counted = lines.map(({ record }) => record).find((record) => record.kind === 'counted');
  return counted?.census;
}

/**
 * The count of the proof. Journals of earlier releases have only its total, and that no Secret was under another key.
 */
function censusAfter(lines: readonly JournalLine[], plan: Plan, newKey: string | undefined): Census | undefined {
  const taken = lines.flatMap(({ seen }) => seen?.counts ?? []).findLast(({ step }) => step === 'prove');
  const proof = proofIn(lines);
  if (proof === undefined) return undefined;
  if (taken !== undefined) return taken.census;
  const { total, underOtherKeys } = proof;
  if (typeof total !== 'number' || underOtherKeys !== 0 || newKey === undefined) return undefined;
  const label = keyLabel({ provider: plan.oldKey.provider, name: newKey });
  return { revision: '', total, byKey: { [label]: total }, plaintext: 0, unknown: 0 };
}

function proofIn(lines: readonly JournalLine[]): Readonly<Record<string, string | number>> | undefined {
  const done = lines.findLast(({ record }) => record.kind === 'done' && record.step === 'prove')?.record;
  return done?.kind === 'done' ? done.evidence : undefined;
}

function readBackIn(lines: readonly JournalLine[]): ReadBack | undefined {
  const proof = proofIn(lines);
  const [sample, total, apiservers] = [proof?.['readBack'], proof?.['readBackOf'], proof?.['apiservers']];
  if (typeof sample !== 'number' || typeof total !== 'number' || typeof apiservers !== 'number') return undefined;
  return { sample, total, apiservers };
}

function leftOutIn(lines: readonly JournalLine[]): readonly LeftOutServer[] {
  const names = lines.flatMap(({ record }) => (record.kind === 'servers-left-out' ? record.servers : []));
  return [...new Set(names)].map((name) => ({ name, tried: undefined }));
}

function dueAt(endedAt: string, maxKeyAgeMs: number | undefined): string | undefined {
  const at = Date.parse(endedAt) + (maxKeyAgeMs ?? Number.NaN);
  return Number.isNaN(at) || Math.abs(at) > LAST_INSTANT ? undefined : new Date(at).toISOString();
}

/** The last instant that a Date has, ms since the epoch (ECMAScript, "Time Values and Time Range"). */
const LAST_INSTANT = 8.64e15;
