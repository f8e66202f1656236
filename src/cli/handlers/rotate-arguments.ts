import type { PlanViewArguments } from '../options.ts';
import type { RotationArguments } from './run-rotation.ts';

/** The arguments of `rotate`. */
export interface RotateArguments extends RotationArguments, PlanViewArguments {
  readonly dryRun?: true;
  readonly plan?: string;
  readonly resume?: true;
  readonly adopt?: true;
  readonly ifOlderThan?: string;
  readonly yes?: true;
}
