import { ENGINES } from '../engine/distribution.ts';
import { journalSigns, parseJournalSigns } from '../engine/journal-signs.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { EngineJournal } from '../model/engine-journal.ts';
import type { Fleet } from '../remote/runner.ts';

/** Reads what the journals of the engines tell. A journal that could not be read is left out. */
export async function readEngineJournals(
  context: StepContext,
  fleet: Fleet,
  { distribution, servers }: { readonly distribution: Distribution; readonly servers: readonly string[] },
): Promise<readonly EngineJournal[]> {
  const command = journalSigns(ENGINES[distribution].unit);
  const journals = await Promise.all(
    servers.map(async (server) => {
      const output = await fleet.runner(server).output(context, command);
      return output.ok ? [parseJournalSigns(server, output.value)] : [];
    }),
  );
  return journals.flat();
}
