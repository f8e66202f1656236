import { apiserverTarget } from '../../cluster/target.ts';
import { readReadiness } from '../../cluster/apiserver.ts';
import { HOLDS, type Look } from '../../model/step.ts';
import { notAnswered, type GateQuestion } from '../steps/gate-wait.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run/run.ts';

/** This server's own apiserver reports ready. */
export async function lookAtApiserver(run: Run, { server }: GateQuestion): Promise<Look<undefined>> {
  const ready = await readReadiness(watching(run), runnerOf(run, server), apiserverTarget(serverFacts(run, server)));
  run.outages.seen(server, ready.ok && ready.value, run.clock.now());
  if (!ready.ok) return notAnswered(ready.failure);
  return judgeReadiness(ready.value);
}

/** Judges the answer of `/readyz`. */
export function judgeReadiness(ready: boolean): Look<undefined> {
  return ready ? HOLDS : { kind: 'not-yet', observed: ['readyz=false'] };
}

/**
 * Asks beside another gate whether the apiserver is back. On K3s the gate of the unit holds only once the apiserver is
 * back, so a later question sees no outage.
 * No gate waits for the answer, because a hanging apiserver must not hold up a gate. The next question is sent only
 * after the answer.
 */
export function measureOutage(run: Run, question: GateQuestion): void {
  run.outages.lookBeside(question.server, () => lookAtApiserver(run, question));
}
