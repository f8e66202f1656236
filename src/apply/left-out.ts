import type { Emit } from '../model/event.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { success, type Result } from '../model/result.ts';
import { leftOutIn, type LeftOut } from '../plan/left-out.ts';
import { datastoreIn } from '../plan/fact-reading.ts';
import type { Journal } from './journal/journal.ts';

/** Journals the left-out servers and members that the journal does not have yet. Fails with `journal-unwritable`. */
export function noteLeftOut(journal: Journal, { servers, etcdMembers }: LeftOut): Result<unknown> {
  const before = leftOutIn(journal.lines);
  const isKnown =
    servers.every((name) => before.servers.includes(name)) &&
    etcdMembers.every((member) => before.etcdMembers.includes(member));
  return isKnown ? success(undefined) : journal.append({ kind: 'servers-left-out', servers, etcdMembers });
}

/** Reports the servers that the run leaves out, and the remaining members of etcd. */
export function tellLeftOut(emit: Emit, facts: ClusterFacts): void {
  if (facts.leftOut.length === 0) return;
  const isOwn = datastoreIn(facts)?.kind === 'etcd';
  const voters = isOwn ? facts.etcd?.members.filter(({ learner }) => !learner).length : undefined;
  emit({ type: 'servers-left-out', servers: facts.leftOut, voters });
}
