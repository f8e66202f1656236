import { readReadiness } from '../../cluster/apiserver.ts';
import { HOLDS, type Look } from '../../model/look.ts';
import { notAnswered } from '../gate-wait.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';
import type { GateQuestion } from './gate-question.ts';

/** This server's own apiserver says that it is ready. */
export async function lookAtApiserver(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const ready = await readReadiness(watching(run), runnerOf(run, server), apiserverTarget(serverFacts(run, server)));
  run.outages.seen(server, ready.ok && ready.value, run.clock.now());
  if (!ready.ok) return notAnswered(ready.failure);
  return ready.value ? HOLDS : { kind: 'not-yet', observed: ['readyz=false'] };
}
