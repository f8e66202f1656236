import type { StageCommand } from '../model/encryption.ts';
import { parseStepId } from '../model/step-id.ts';
import type { CensusParts, StepId } from '../model/step.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';

/** The part of a rotation that a step belongs to. Stages of the engine have the engine's own names. */
export type StageName =
  | 'start'
  | 'keys-back'
  | 'rewrite'
  | 'keys-out'
  | 'freeze'
  | 'prepare'
  | 'rotate'
  | 'rotate-keys'
  | 'reencrypt_request'
  | 'reencrypt_active'
  | 'reencrypt_finished'
  | 'unfreeze'
  | 'proof';

/**
 * The stage of a step in a plan, which counts a command to the stage that it begins. The live view names the stage that the engine reports
 * meanwhile (run-stage.ts). A step that only another release knows counts as `start`.
 */
export function stageOfStep(course: Pick<Course, 'strategy' | 'earlyRoll'>, id: StepId): StageName {
  const { strategy } = course;
  const parts = parseStepId(id);
  const making = strategy === 'staged' ? 'prepare' : 'rotate-keys';
  switch (parts?.kind) {
    case undefined:
    case 'snapshot-before':
    case 'seal':
      return 'start';
    case 'add-key':
    case 'all-keys-loaded':
    case 'all-readable':
      return 'keys-back';
    case 'return-file':
    case 'undo':
    case 'one-key-loaded':
      return 'keys-out';
    case 'freeze-writes':
      return 'freeze';
    case 'seal-new-key':
    case 'seal-elsewhere':
      return making;
    case 'command':
      return stageOfCommand(parts.command);
    case 'rewrite-kept':
    case 'rewrite-finished':
      return strategy === 'staged' || course.earlyRoll === true ? 'reencrypt_active' : 'rotate-keys';
    case 'allow-deletes':
      return 'rotate-keys';
    case 'allow-writes':
      return 'reencrypt_active';
    case 'restart':
    case 'container':
    case 'loaded':
      return parts.roll === 'early' ? 'reencrypt_active' : parts.roll;
    case 'census':
      return stageOfCensus(parts.point);
    case 'unfreeze-writes':
      return course.earlyRoll === true ? 'reencrypt_active' : 'unfreeze';
    case 'prove':
    case 'snapshot-after':
    case 'clean-up':
      return 'proof';
    default:
      return unreachable(parts);
  }
}

function stageOfCommand(command: StageCommand): StageName {
  return command === 'reencrypt' || command === 'reencrypt-skip' ? 'reencrypt_request' : command;
}

/** A count after a rewrite and before any other change is part of the rewrite. */
export function stageOfCensus(
  point: CensusParts['point'],
): 'reencrypt_active' | 'reencrypt_finished' | 'unfreeze' | 'rewrite' | 'keys-out' {
  switch (point) {
    case 'before-drop':
    case 'before-rewrite':
    case 'before-roll':
      return 'reencrypt_active';
    case 'last-holder':
    case 'before':
    case 'before-container':
      return 'reencrypt_finished';
    case 'before-return':
      return 'rewrite';
    case 'before-restarts':
      return 'keys-out';
    case 'before-unfreeze':
      return 'unfreeze';
    default:
      return unreachable(point);
  }
}
