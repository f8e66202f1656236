import { readLoaded } from '../../cluster/apiserver.ts';
import { fileOnDisk, isLoaded } from '../../model/loaded.ts';
import { notAnswered } from '../gate-wait.ts';
import { readServerState } from '../leader-state.ts';
import type { Look } from '../poll.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/** The apiserver of this server uses the file that lies on its disk (measured.md 3); equal hashes in `status` do not say that. */
export async function lookAtLoaded(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const facts = serverFacts(run, server);
  const [loaded, state] = await Promise.all([
    readLoaded(watching(run), runnerOf(run, server), apiserverTarget(facts)),
    readServerState(run, watching(run), server),
  ]);
  run.outages.seen(server, loaded.ok, run.clock.now());
  if (!loaded.ok) return notAnswered(loaded.failure);
  if (!state.ok) return notAnswered(state.failure);
  const { file } = state.value;
  const { sha256 } = file;
  const { clockOffsetMs } = facts;
  const { timing } = run.cluster;
  const answer = isLoaded(loaded.value, fileOnDisk(file, { nowMs: run.clock.now(), clockOffsetMs, timing }));
  if (answer === 'yes') {
    run.emit({ type: 'server-view', view: run.views.loaded(server, sha256) });
    return { kind: 'holds', value: undefined };
  }
  const uses = loaded.value.kind === 'hash' ? loaded.value.sha256.slice(0, 12) : loaded.value.kind;
  return { kind: 'not-yet', observed: [`file=${sha256.slice(0, 12)}`, `apiserver=${uses}`] };
}
