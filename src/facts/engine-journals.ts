import { journalSigns, parseJournalSigns } from '../engine/journal-signs.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { EngineJournal } from '../model/engine-journal.ts';
import type { ServerFacts } from '../model/facts.ts';
import type { Fleet } from '../remote/runner.ts';

/** Reads what the journals of the engines report. A journal that could not be read is left out. */
export async function readEngineJournals(
  context: StepContext,
  fleet: Fleet,
  {
    distribution,
    servers,
  }: { readonly distribution: Distribution; readonly servers: readonly Pick<ServerFacts, 'name' | 'dataDir'>[] },
): Promise<readonly EngineJournal[]> {
  const journals = await Promise.all(
    servers.map(async ({ name, dataDir }) => {
      const output = await fleet.runner(name).output(context, journalSigns({ distribution, dataDir }));
      return output.ok ? [parseJournalSigns(name, output.value)] : [];
    }),
  );
  return journals.flat();
}
