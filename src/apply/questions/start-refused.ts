import { ENGINES } from '../../engine/distribution.ts';
import { parseStartRefusal, startRefusal } from '../../engine/start-refusal.ts';
import type { Failure } from '../../model/failure.ts';
import { acting, runnerOf, type Run } from '../run/run.ts';
import { readUnitOf } from './server-state.ts';
import { onHostClock } from '../run/host-clock.ts';
import { isRunning } from '../../plan/fact-reading.ts';

/**
 * systemd starts the service again after 5 s (engine.md, "Restart"), and the service refuses within the first minute
 * of each start.
 */
const LATELY_MS = 300_000;

/**
 * Why the service of a server does not run, where the service logs the reason in known words. `undefined` while the
 * service runs.
 */
export async function startRefusedOn(
  run: Run,
  server: string,
  observed: readonly string[],
): Promise<Failure | undefined> {
  const unit = await readUnitOf(run, acting(run), server);
  if (!unit.ok || isRunning(unit.value)) return undefined;
  const { unit: name } = ENGINES[run.cluster.distribution];
  const command = startRefusal({ unit: name, sinceSeconds: onHostClock(run, server, run.clock.now() - LATELY_MS) });
  const said = await runnerOf(run, server).output(acting(run), command);
  const because = said.ok ? parseStartRefusal(said.value) : undefined;
  if (because === undefined) return undefined;
  return { kind: 'start-refused', server, because, isLeader: server === run.plan.leader, observed };
}
