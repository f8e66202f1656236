import { readLoaded } from '../../cluster/apiserver.ts';
import { fileOnDisk } from '../../model/loaded.ts';
import type { Look } from '../../model/look.ts';
import { judgeLoaded } from '../../plan/gates/loaded.ts';
import { notAnswered } from '../gate-wait.ts';
import { readServerFiles } from '../leader-state.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/** What the apiserver of this server says of the file that it uses, beside the file on the disk. */
export async function lookAtLoaded(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const facts = serverFacts(run, server);
  const [loaded, files] = await Promise.all([
    readLoaded(watching(run), runnerOf(run, server), apiserverTarget(facts)),
    readServerFiles(run, watching(run), server),
  ]);
  run.outages.seen(server, loaded.ok, run.clock.now());
  if (!loaded.ok) return notAnswered(loaded.failure);
  if (!files.ok) return notAnswered(files.failure);
  const { file } = files.value;
  const { clockOffsetMs } = facts;
  const { timing } = run.cluster;
  const verdict = judgeLoaded(loaded.value, fileOnDisk(file, { nowMs: run.clock.now(), clockOffsetMs, timing }));
  if (verdict.kind === 'holds') run.emit({ type: 'server-view', view: run.views.loaded(server, file.sha256) });
  return verdict;
}
