import {
  MOST_MIRROR_BYTES,
  mirrorFile,
  readMirror,
  readNewestMirror,
  type MirrorGlimpse,
} from '../../cluster/run-mirror.ts';
import type { StepContext } from '../../model/clock.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { ServersUnasked } from '../../model/failures/run.ts';
import { failed, success, type Failed, type Result } from '../../model/result.ts';
import type { Fleet } from '../../remote/runner.ts';
import { parseJournalLine } from '../journal/journal-schema.ts';
import { hashOf, parseJournal } from '../journal/parse-journal.ts';
import { newestBegunRun } from '../runs/runs.ts';
import { chooseMirror, newestRunOf, type ReadMirror, type SoundMirror } from './choose-mirror.ts';

/** Where mirrors are looked for. */
export interface MirrorSearch {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly stateDirectory: string;
  /** Servers whose hosts are gone. */
  readonly without: readonly string[];
}

/** The newest mirror of one server. */
export interface SeenMirror extends MirrorGlimpse {
  readonly server: string;
}

/**
 * The newest mirror of each server, and the failure of the servers that could not be asked. One command for each
 * server, side by side.
 */
export async function seeMirrors(
  { context, cluster, fleet, without }: MirrorSearch,
  servers: readonly string[] = cluster.servers.map(({ name }) => name),
): Promise<{ readonly seen: readonly SeenMirror[]; readonly unasked: Failed | undefined }> {
  const asked = servers.filter((name) => !without.includes(name));
  const answers = await Promise.all(
    asked.map(async (server) => ({
      server,
      glimpse: await readNewestMirror(context, fleet.runner(server), cluster.name),
    })),
  );
  const seen = answers.flatMap(({ server, glimpse }) =>
    glimpse.ok && glimpse.value !== undefined ? [{ server, ...glimpse.value }] : [],
  );
  const silent = answers.flatMap(({ server, glimpse }) =>
    glimpse.ok ? [] : [{ name: server, failure: glimpse.failure }],
  );
  return { seen, unasked: unaskedOf(silent) };
}

function unaskedOf(servers: ServersUnasked['servers']): Failed | undefined {
  const [only, ...others] = servers;
  if (only === undefined) return undefined;
  return failed(others.length === 0 ? only.failure : { kind: 'servers-unasked', servers });
}

/** Reads a whole mirror. A mirror larger than any journal counts as damaged. Fails when the server cannot be asked. */
export async function readSeenMirror(
  { context, cluster, fleet }: MirrorSearch,
  { server, runId, bytes, sha256 }: SeenMirror,
): Promise<Result<ReadMirror>> {
  const mirror = { server, file: mirrorFile(cluster.name, runId), runId };
  if (bytes > MOST_MIRROR_BYTES) {
    const content = failed({ line: 1, reason: 'larger than any journal', sound: [] });
    return success({ ...mirror, extent: { bytes, sha256 }, text: '', content });
  }
  const read = await readMirror(context, fleet.runner(server), { cluster: cluster.name, runId });
  if (!read.ok) return read;
  const text = read.value;
  // A run at work may have written since the first look, so the extent is that of the text.
  const extent = { bytes: Buffer.byteLength(text), sha256: hashOf(text) };
  return success({ ...mirror, extent, text, content: parseJournal(text) });
}

/** The journal of a run that is to be given up, as the server has it, even damaged. */
export interface MirroredJournal {
  readonly runId: string;
  readonly text: string;
}

/** The run that `findMirroredRun` would find, or cannot judge because its mirrors are damaged. */
export async function mirroredRunToEnd(search: MirrorSearch): Promise<Result<MirroredJournal | undefined>> {
  const mirrors = await readNewestMirrors(search);
  if (!mirrors.ok) return mirrors;
  const chosen = chooseMirror(mirrors.value, search.cluster);
  return success(chosen.ok ? chosen.value : mirrors.value[0]);
}

/**
 * The unfinished run that is known only from a server, for which no run here is newer or the same. A run that this
 * machine knows is judged by its journal here. Fails with `mirror-corrupt`, or with the failure of a server that could
 * not be asked and may have a newer run.
 */
export async function findMirroredRun(search: MirrorSearch): Promise<Result<SoundMirror | undefined>> {
  const mirrors = await readNewestMirrors(search);
  return mirrors.ok ? chooseMirror(mirrors.value, search.cluster) : mirrors;
}

/** The mirrors of the newest run. None where a run here is newer or the same, and where the run ended well. */
async function readNewestMirrors(search: MirrorSearch): Promise<Result<readonly ReadMirror[]>> {
  if (!search.cluster.journal.mirror) return success([]);
  const local = newestBegunRun(search.stateDirectory, search.cluster.name);
  if (!local.ok) return local;
  const { seen, unasked } = await seeMirrors(search);
  if (unasked !== undefined) return unasked;
  const newest = newestRunOf(seen);
  if (newest === undefined || (local.value !== undefined && newest <= local.value)) return success([]);
  const ofNewest = seen.filter(({ runId }) => runId === newest);
  if (ofNewest.some(({ lastLine }) => saysDone(lastLine))) return success([]);
  const mirrors: ReadMirror[] = [];
  for (const each of ofNewest) {
    const mirror = await readSeenMirror(search, each);
    if (!mirror.ok) return mirror;
    mirrors.push(mirror.value);
  }
  return success(mirrors);
}

/** Whether the last line of a mirror says that the run is over. Saves reading the whole mirror. */
export function saysDone(line: string): boolean {
  const parsed = parseJournalLine(line.trimEnd());
  return parsed.ok && parsed.value.record.kind === 'run-ended' && parsed.value.record.outcome === 'done';
}
