import type { StepContext } from '../model/clock.ts';
import type { Answer } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { readEtcdRange } from './etcd-range.ts';
import { readKineRange } from './kine-range.ts';
import type { RangePage, RangeQuestion } from './range-page.ts';
import type { DatastoreTarget } from './target.ts';

/**
 * Reads a page. Fails with `http-error` when the datastore refused (for example a compacted revision) or its answer is
 * incomplete.
 */
export function readRange(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
  question: RangeQuestion,
): Promise<Answer<RangePage>> {
  return target.kind === 'kine'
    ? readKineRange(context, runner, target, question)
    : readEtcdRange(context, runner, target, question);
}
