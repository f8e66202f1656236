import type { StageCommand } from '../model/encryption.ts';
import type { CensusParts, StepId } from '../model/step.ts';
import { parseStepId } from '../model/step-id.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { cut } from './layout.ts';
import { stageOfCensus } from './stage-names.ts';
import { visibleLength } from './printable.ts';
import type { Style } from './style.ts';

/** The stages of a run, under the engine's own names, with the proof at the end. */
const RUN_STAGES = [
  'start',
  'prepare',
  'rotate',
  'reencrypt_request',
  'reencrypt_active',
  'reencrypt_finished',
  'proof',
] as const;
export type RunStage = (typeof RUN_STAGES)[number];

/** The stages that a course passes, in order. `rotate-keys` prepares and rotates within its one command. */
export function stagesOf({ strategy }: Pick<Course, 'strategy'>): readonly RunStage[] {
  return strategy === 'staged' ? RUN_STAGES : RUN_STAGES.filter((stage) => stage !== 'prepare' && stage !== 'rotate');
}

/** The later of two stages. A run that repeats work does not go back. */
export function laterStage(one: RunStage, other: RunStage): RunStage {
  return RUN_STAGES.indexOf(other) > RUN_STAGES.indexOf(one) ? other : one;
}

/** The stage in which a step is performed, as in the rotation chart, and for counts as in the plan. `undefined` for a step of another release. */
export function stageOf(id: StepId, { strategy }: Pick<Course, 'strategy'>): RunStage | undefined {
  const step = parseStepId(id);
  switch (step?.kind) {
    case undefined:
      return undefined;
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
      return strategy === 'staged' ? 'prepare' : 'reencrypt_active';
    case 'command':
      return commandStage(step.command);
    case 'restart':
    case 'container':
    case 'loaded':
      return step.roll === 'early' ? 'reencrypt_active' : step.roll;
    case 'rewrite-kept':
    case 'rewrite-finished':
    case 'allow-writes':
      return 'reencrypt_active';
    case 'census':
      return censusStage(step.point);
    case 'return-file':
    case 'one-key-loaded':
    case 'allow-deletes':
    case 'unfreeze-writes':
      return 'reencrypt_finished';
    case 'prove':
    case 'snapshot-after':
    case 'clean-up':
      return 'proof';
    default:
      return unreachable(step);
  }
}

/** A stage command is sent in the stage that its success ends. */
function commandStage(command: StageCommand): RunStage {
  switch (command) {
    case 'prepare':
      return 'start';
    case 'rotate':
      return 'prepare';
    case 'reencrypt':
    case 'reencrypt-skip':
    case 'rotate-keys':
      return 'reencrypt_request';
    default:
      return unreachable(command);
  }
}

/** The stage of the plan's row. A freeze is lifted after the last roll, which has a row of its own there. */
function censusStage(point: CensusParts['point']): RunStage {
  const stage = stageOfCensus(point);
  switch (stage) {
    case 'rewrite':
      return 'reencrypt_active';
    case 'keys-out':
    case 'unfreeze':
      return 'reencrypt_finished';
    default:
      return stage;
  }
}

/** Shorter names of the stages, for a narrow terminal. The stage before gives the first half of the name. */
const SHORT: Partial<Record<RunStage, string>> = { reencrypt_active: '_active', reencrypt_finished: '_finished' };

/**
 * `start > prepare > [rotate] > reencrypt_request > ...`, with the present stage in brackets, in at most `width`
 * columns.
 */
export function stageStrip(
  present: RunStage,
  course: Pick<Course, 'strategy'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const stages = stagesOf(course);
  const at = stages.indexOf(present);
  const written = (word: (stage: RunStage) => string, from = 0): string =>
    stages
      .slice(from)
      .map((stage, index) => {
        if (stage === present) return style.bold(`[${word(stage)}]`);
        return index + from < at ? style.green(word(stage)) : style.dim(word(stage));
      })
      .join(' > ');
  const whole = written((stage) => stage);
  if (visibleLength(whole) <= width) return whole;
  const short = written((stage) => SHORT[stage] ?? stage);
  if (visibleLength(short) <= width) return short;
  return cut(`${at + 1} of ${stages.length}: ${written((stage) => SHORT[stage] ?? stage, at)}`, width);
}
