import type { RewriteOverdue } from '../../model/failures/engine.ts';
import { listSecretNames } from '../../cluster/census.ts';
import { someNames } from '../../cluster/key-prefix.ts';
import type { Failure } from '../../model/failure.ts';
import { askDatastore } from '../questions/ask-datastore.ts';
import { readBackThrough } from '../questions/read-back-all.ts';
import { serverFacts, watching, type Run } from '../run/run.ts';

/**
 * What is known of a rewrite that does not end. The engine lists the Secrets before rewriting them. A Secret that the
 * engine's apiserver cannot decrypt ends the rewrite without an event, and the stage stays (measured.md 1, point 5).
 * Reading the Secrets one by one finds the name.
 */
export async function explainOverdue(
  run: Run,
  seen: Pick<RewriteOverdue, 'waitedMs' | 'rewritten' | 'total' | 'source' | 'listExpired'>,
): Promise<Failure> {
  const { leader, course } = run.plan;
  const found = await readAllThroughLeader(run);
  const unreadable = found.ok ? found.value.unreadable : [];
  return {
    kind: 'rewrite-overdue',
    server: leader,
    ...seen,
    unreadable: found.ok ? unreadable.length : undefined,
    names: someNames(unreadable),
    bothKeysEverywhere: course.strategy === 'staged',
  };
}

async function readAllThroughLeader(run: Run): ReturnType<typeof readBackThrough> {
  const context = watching(run);
  const listed = await askDatastore(run, context, (runner, target) => listSecretNames(context, runner, target));
  if (!listed.ok) return listed;
  return readBackThrough(run, context, serverFacts(run, run.plan.leader), listed.value);
}
