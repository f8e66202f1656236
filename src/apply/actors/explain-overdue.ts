import { listSecretNames } from '../../cluster/census.ts';
import { someNames } from '../../cluster/key-prefix.ts';
import { readBack } from '../../cluster/read-back.ts';
import type { Failure } from '../../model/failure.ts';
import { askEtcd } from '../ask-etcd.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';

type Overdue = Extract<Failure, { kind: 'rewrite-overdue' }>;

/**
 * What is known of a rewrite whose end does not come. The engine lists the Secrets before it rewrites them: one that its apiserver cannot
 * decrypt ends it without an event, and the stage stays (measured.md 1, point 5). So they are read one by one, to name that one.
 */
export async function explainOverdue(
  run: Run,
  seen: Pick<Overdue, 'waitedMs' | 'rewritten' | 'total' | 'listExpired'>,
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

async function readAllThroughLeader(run: Run): ReturnType<typeof readBack> {
  const context = watching(run);
  const listed = await askEtcd(run, context, (runner, target) => listSecretNames(context, runner, target));
  if (!listed.ok) return listed;
  const { leader: server } = run.plan;
  const total = listed.value.length;
  return readBack(context, runnerOf(run, server), apiserverTarget(serverFacts(run, server)), listed.value, {
    onProgress: (read) => run.emit({ type: 'read-back-progress', server, read, total }),
  });
}
