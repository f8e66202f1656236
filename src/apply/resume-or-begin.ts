import { failed, success, type Result } from '../model/result.ts';
import { endingOf } from './journal/journal-queries.ts';
import type { RotateOptions } from './rotate-options.ts';
import { unfinishedRun } from './runs/runs.ts';

/**
 * The choice of `keyturn ensure`, whose line is the same every day. An unfinished run of this machine is resumed,
 * otherwise a run may begin. A journal that cannot be read is left to the resumption, which names the problem. Fails
 * with `decision-pending` where the run waits for a person.
 */
export function resumeOrBegin(options: RotateOptions): Result<RotateOptions> {
  const unfinished = unfinishedRun(options.stateDirectory, options.cluster.name);
  if (!unfinished.ok) return success({ ...options, resume: true });
  if (unfinished.value === undefined) return success(options);
  const { runId, journal, lines } = unfinished.value;
  return endingOf(lines)?.kind === 'stopped-for-a-person'
    ? failed({ kind: 'decision-pending', runId, journal })
    : success({ ...options, resume: true });
}
