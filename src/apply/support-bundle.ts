import { journalTail } from '../engine/engine-journal.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { JournalLine } from '../model/journal.ts';
import type { RunListing } from '../model/run-listing.ts';
import type { Examination } from '../plan/examination.ts';
import type { Fleet } from '../remote/runner.ts';
import { readJournal } from './journal/journal.ts';
import { listRuns } from './runs/runs.ts';

/** The newest lines of one server's journal, oldest first, without the secrets of the host. */
export interface ServerLog {
  readonly server: string;
  readonly lines: readonly string[];
}

/** A past run, with the end of its journal. */
export interface BundledRun extends RunListing {
  readonly lines: readonly JournalLine[];
}

/** The runs whose journals are bundled, and the lines of each. Names and outcomes of all runs of the cluster are bundled. */
const RUNS = 3;
const LINES = 40;

/** Reads the newest lines of the engines' journals. A journal that cannot be read is left out. */
export async function readServerLogs(
  context: StepContext,
  fleet: Fleet,
  { facts, distribution }: Pick<Examination, 'facts'> & { readonly distribution: Distribution },
): Promise<readonly ServerLog[]> {
  const logs = await Promise.all(
    facts.servers.map(async ({ name, dataDir }) => {
      const output = await fleet.runner(name).output(context, journalTail({ distribution, dataDir }));
      return output.ok ? [{ server: name, lines: output.value.split('\n').filter((line) => line !== '') }] : [];
    }),
  );
  return logs.flat();
}

/** The runs of one cluster, newest first. A run whose journal cannot be read is bundled without lines. */
export function bundledRuns(stateDirectory: string, cluster: string): readonly BundledRun[] {
  const runs = listRuns(stateDirectory);
  if (!runs.ok) return [];
  const own = runs.value.filter((run) => run.cluster === cluster).toReversed();
  return own.map((run, index) => ({ ...run, lines: index < RUNS ? tailOf(run.journal) : [] }));
}

function tailOf(journal: string): readonly JournalLine[] {
  const content = readJournal(journal);
  return content.ok ? content.value.lines.slice(-LINES) : [];
}
