import type { JournalLine } from '../model/journal.ts';
import { RUN_STAGES, type RunStage, type StageTime } from '../model/run-summary.ts';
import { parseStepId } from '../model/step-id.ts';
import { unreachable } from '../model/unreachable.ts';
import { processesIn } from './processes.ts';

/**
 * The stage that a step belongs to. `undefined` for a step that belongs to the stage before, as a copy of the new key
 * does, and for a step of a later release.
 */
export function stageOfStep(id: string): RunStage | undefined {
  const step = parseStepId(id);
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'snapshot-before':
    case 'seal':
    case 'freeze-writes':
    case 'add-key':
    case 'all-keys-loaded':
    case 'all-readable':
    case 'undo':
      return 'start';
    case 'seal-new-key':
    case 'seal-elsewhere':
      return undefined;
    case 'command':
      return step.command === 'prepare' || step.command === 'rotate' ? step.command : 'reencrypt';
    case 'rewrite-kept':
    case 'rewrite-finished':
      return 'reencrypt';
    case 'restart':
    case 'container':
    case 'loaded':
      if (step.roll === 'early') return 'reencrypt';
      return step.roll === 'reencrypt_finished' ? 'finished' : step.roll;
    case 'census':
      return step.point === 'before-return' ||
        step.point === 'before-drop' ||
        step.point === 'before-rewrite' ||
        step.point === 'before-roll'
        ? 'reencrypt'
        : 'finished';
    case 'allow-writes':
      return 'reencrypt';
    case 'return-file':
    case 'one-key-loaded':
    case 'allow-deletes':
    case 'unfreeze-writes':
      return 'finished';
    case 'prove':
    case 'snapshot-after':
    case 'clean-up':
      return 'proof';
    default:
      return unreachable(step);
  }
}

/**
 * The working time of each stage. The time between two lines belongs to the later line's step, because the work led to
 * that line. Stages without any time are left out.
 */
export function stageTimes(lines: readonly JournalLine[]): readonly StageTime[] {
  const totals = new Map<RunStage, number>();
  let stage: RunStage = 'start';
  for (const process of processesIn(lines)) {
    for (const [index, { at, record }] of process.entries()) {
      if ('step' in record) stage = stageOfStep(record.step) ?? stage;
      const before = process[index - 1];
      if (before === undefined) continue;
      totals.set(stage, (totals.get(stage) ?? 0) + Math.max(0, Date.parse(at) - Date.parse(before.at)));
    }
  }
  return RUN_STAGES.flatMap((each) => {
    const ms = totals.get(each);
    return ms === undefined ? [] : [{ stage: each, ms }];
  });
}
