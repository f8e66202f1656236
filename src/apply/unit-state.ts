import { readUnit } from '../cluster/unit.ts';
import { ENGINES } from '../engine/distribution.ts';
import type { StepContext } from '../model/clock.ts';
import type { UnitFacts } from '../model/facts.ts';
import type { Result } from '../model/result.ts';
import { runnerOf, type Run } from './run.ts';

/** The engine's unit on a server, as systemd sees it now. */
export function readUnitOf(run: Run, context: StepContext, server: string): Promise<Result<UnitFacts>> {
  return readUnit(context, runnerOf(run, server), ENGINES[run.cluster.distribution].unit);
}
