import type { JournalLine } from '../model/journal.ts';
import { success, type Result } from '../model/result.ts';
import type { SoundMirror } from './mirror/choose-mirror.ts';
import { findMirroredRun, type MirrorSearch } from './mirror/read-mirrors.ts';
import { hasIntentions } from './journal/journal-queries.ts';
import { journalFile } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';

/** The unfinished run of a cluster, and where its journal is. */
export interface RunToResume {
  readonly runId: string;
  /** The file here. Missing as long as the journal is known only from a mirror. */
  readonly journal: string;
  readonly lines: readonly JournalLine[];
  /** The run may have changed the cluster. */
  readonly changed: boolean;
  /** The source of the lines, where this machine has no journal of the run. */
  readonly mirror: SoundMirror | undefined;
}

/**
 * Finds the unfinished run of a cluster, here or else on the servers. Fails with what keeps the question open.
 */
export async function runToResume(search: MirrorSearch): Promise<Result<RunToResume | undefined>> {
  const { stateDirectory, cluster } = search;
  const here = unfinishedRun(stateDirectory, cluster.name);
  if (!here.ok) return here;
  if (here.value !== undefined) return success({ ...here.value, mirror: undefined });
  const mirrored = await findMirroredRun(search);
  if (!mirrored.ok || mirrored.value === undefined) return mirrored.ok ? success(undefined) : mirrored;
  const { runId, lines } = mirrored.value;
  return success({
    runId,
    journal: journalFile(stateDirectory, cluster.name, runId),
    lines,
    changed: hasIntentions(lines),
    mirror: mirrored.value,
  });
}
