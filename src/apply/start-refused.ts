import { ENGINES } from '../engine/distribution.ts';
import { parseStartRefusal, startRefusal } from '../engine/start-refusal.ts';
import type { Failure } from '../model/failure.ts';
import { acting, runnerOf, serverFacts, type Run } from './run.ts';

/** systemd starts it again after 5 s (engine.md, "Restart"), and it refuses within the first minute of each start. */
const LATELY_SECONDS = 300;

/** Why the service of a server does not stay up, where it says so itself in words that are known. */
export async function startRefusedOn(run: Run, server: string): Promise<Failure | undefined> {
  const hostNowSeconds = (run.clock.now() + serverFacts(run, server).clockOffsetMs) / 1_000;
  const { unit } = ENGINES[run.cluster.distribution];
  const command = startRefusal({ unit, sinceSeconds: hostNowSeconds - LATELY_SECONDS });
  const said = await runnerOf(run, server).output(acting(run), command);
  const because = said.ok ? parseStartRefusal(said.value) : undefined;
  return because === undefined ? undefined : { kind: 'start-refused', server, because };
}
