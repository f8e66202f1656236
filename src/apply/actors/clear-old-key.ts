import { apiserverTarget } from '../../cluster/target.ts';
import { someNames } from '../../cluster/key-prefix.ts';
import { repairSecrets } from '../../cluster/repair.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { CensusPoint, StepId } from '../../model/step.ts';
import { countByKey } from '../questions/count-by-key.ts';
import { lastRecordOf } from '../journal/journal-queries.ts';
import { failStep, finishObserved, intend, type Evidence } from '../steps/perform-step.ts';
import { acting, runnerOf, serverFacts, watching, type Run } from '../run/run.ts';
import { interrupted } from '../run/interrupted.ts';

/**
 * Counts the Secrets that are not under the new key, in etcd itself. The count is the only proof that the old key may
 * go (measured.md 2). The step is done only at zero. Above zero the chart repairs and counts again.
 */
export async function takeCensus(
  run: Run,
  point: CensusPoint,
): Promise<Result<{ readonly stragglers: number; readonly names: readonly string[] }>> {
  const id: StepId = `census:${point}`;
  if (run.interrupts.soft.aborted) return failed(interrupted(run, id, 'before'));
  const startedAt = run.progress.started(id);
  const census = await countByKey(run, watching(run));
  if (!census.ok) return failStep(run, id, census.failure);
  const { stragglerCount, newKey } = census.value;
  run.emit({ type: 'census-taken', step: id, census: census.value.census, stragglerCount });
  if (stragglerCount > 0) return success({ stragglers: stragglerCount, names: someNames(census.value.stragglers) });
  const { total } = census.value.census;
  const cleared = finishObserved(run, id, startedAt, { total, stragglers: 0, newKey: newKey.name });
  return cleared.ok ? success({ stragglers: 0, names: [] }) : cleared;
}

/**
 * Rewrites the stragglers under the new key by empty patches through a server that still has both keys
 * (measured.md 6). Nothing in the objects changes and no value leaves the server, so a repeated rewrite is harmless.
 */
export async function repairStragglers(
  run: Run,
  input: { readonly point: CensusPoint; readonly through: string },
): Promise<Result<Evidence>> {
  const { point, through } = input;
  const id: StepId = `census:${point}`;
  if (run.interrupts.soft.aborted) return failed(interrupted(run, id, 'before'));
  const census = await countByKey(run, acting(run));
  if (!census.ok) return failStep(run, id, census.failure);
  const { stragglers } = census.value;
  if (stragglers.length === 0) return success({ repaired: 0 });
  if (lastRecordOf(run.journal.lines, id)?.kind === 'intended') {
    const unheld = await run.confirmLock();
    if (unheld !== undefined) return failStep(run, id, unheld);
  } else {
    const intended = await intend(run, id, { kind: 'none' });
    if (!intended.ok) return intended;
  }
  const repaired = await repairSecrets(
    acting(run),
    runnerOf(run, through),
    apiserverTarget(serverFacts(run, through)),
    stragglers,
  );
  if (!repaired.ok) return failStep(run, id, repaired.failure);
  run.emit({ type: 'stragglers-repaired', step: id, through, count: stragglers.length });
  return success({ repaired: stragglers.length, through });
}
