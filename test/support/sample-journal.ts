import type { ClusterFacts } from '../../src/model/facts.ts';
import type { JournalLine, JournalRecord } from '../../src/model/journal.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { StepId } from '../../src/model/step.ts';
import { buildPlan, type PlanInput } from '../../src/plan/build-plan.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import {
  fileHash,
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  ROTATED,
  SAMPLE_NOW,
  sampleCluster,
  START,
  type FileState,
} from './sample-facts.ts';

/** A plan of healthy sample facts; the write window is accepted, unless told otherwise. */
export function samplePlan(
  facts: ClusterFacts,
  strategy: 'staged' | 'rotate-keys' | undefined,
  change: Partial<PlanInput> = {},
): Plan {
  const built = buildPlan({
    facts,
    cluster: sampleCluster(facts),
    strategy,
    acceptWriteWindow: true,
    freezeWrites: false,
    commandsFor: () => ({ commands: [], mutates: false }),
    knownIssuesFor: () => [],
    now: SAMPLE_NOW,
    ...change,
  });
  if (!built.ok) throw new Error(JSON.stringify(built.failure));
  return built.value;
}

/** Records as journal lines; the hash chain is not real. */
export function journalLines(records: readonly JournalRecord[]): readonly JournalLine[] {
  return records.map((record, sequence) => ({
    sequence,
    at: '2026-11-24T02:00:00Z',
    previous: '0'.repeat(64),
    record,
  }));
}

/** Each record with the second of the epoch at which it was written. */
export function linesAt(
  ...records: readonly (readonly [second: number, record: JournalRecord])[]
): readonly JournalLine[] {
  return journalLines(records.map(([, record]) => record)).map((line, index) => ({
    ...line,
    at: new Date((records[index]?.[0] ?? 0) * 1_000).toISOString(),
  }));
}

export function intended(step: StepId): JournalRecord {
  return { kind: 'intended', step, before: { kind: 'none' } };
}

export function done(step: StepId): JournalRecord {
  return { kind: 'done', step, evidence: {} };
}

/** How the last step of a journal stands. */
export type LastStep = 'intended' | 'done' | 'failed';

/** A journal in which every step before `last` is done, and `last` stands as told; `nothing`: the run has only begun. */
export function journalUntil(plan: Plan, last: StepId | 'nothing', how: LastStep = 'done'): readonly JournalLine[] {
  const ids = outlineOf(plan.course).map(({ id }) => id);
  const started: JournalRecord = { kind: 'run-started', runId: 'r', version: '0', operator: 'me', plan };
  if (last === 'nothing') return journalLines([started]);
  const index = ids.indexOf(last);
  if (index === -1) throw new Error(`no step ${last}`);
  return journalLines([started, ...ids.slice(0, index).flatMap((id) => endOf(id, 'done')), ...endOf(last, how)]);
}

function endOf(step: StepId, how: LastStep): readonly JournalRecord[] {
  if (how === 'intended') return [intended(step)];
  if (how === 'done') return [intended(step), done(step)];
  return [intended(step), { kind: 'failed', step, failure: { kind: 'usage', message: 'any', command: undefined } }];
}

/** Credential files that only a crash, or a look at the wrong moment, shows. */
export const TORN = {
  /** prepare wrote the file and not yet the state file. */
  prepare: { ...PREPARED, stage: 'start', stateSha256: fileHash([OLD_KEY]) },
  /** rotate-keys has both keys in the file; its stage is only in the annotation. */
  rotateKeys: { ...ROTATED, stage: 'start', stateSha256: fileHash([OLD_KEY]) },
  /** The same, with the annotation. */
  rotateKeysActive: { ...ROTATED, stage: 'start', stateSha256: fileHash([OLD_KEY]), live: 'reencrypt_active' },
  /** rotate-keys set the annotation and has not yet written its file. */
  announced: { ...START, live: 'reencrypt_active' },
  /** The old key is out of the file, the state file still says rotate. */
  dropping: { ...FINISHED, stage: 'rotate', stateSha256: fileHash([NEW_KEY, OLD_KEY]) },
  /** The same, with the annotation. */
  droppingActive: {
    ...FINISHED,
    stage: 'rotate',
    stateSha256: fileHash([NEW_KEY, OLD_KEY]),
    live: 'reencrypt_active',
  },
} as const satisfies Record<string, FileState>;
