import { cutCommand } from '../../cluster/run-mirror.ts';
import type { JournalRecord } from '../../model/journal.ts';
import { failed, type Result } from '../../model/result.ts';
import { adoptJournal } from '../journal/journal.ts';
import { behind } from './beyond-journal.ts';
import type { SoundMirror } from './choose-mirror.ts';
import { seeMirrors, type MirrorSearch } from './read-mirrors.ts';

/**
 * Writes the journal of a mirrored run to `file` on this machine, and `records` behind it. Called with the Lease in hand,
 * so that no other process writes the mirror from now on. Fails with `journal-behind` where the mirror changed since the
 * reading, and with `journal-unwritable`.
 */
export async function takeJournal(
  search: MirrorSearch,
  mirror: SoundMirror,
  { file, records }: { readonly file: string; readonly records: readonly JournalRecord[] },
): Promise<Result<void>> {
  const { server, runId, extent, text, lines, validBytes } = mirror;
  const { seen, unasked } = await seeMirrors(search, [server]);
  if (unasked !== undefined) return unasked;
  const isSame = seen.some((now) => now.runId === runId && now.bytes === extent.bytes && now.sha256 === extent.sha256);
  if (!isSame) return failed(behind(search, { runId, journal: file }, { mirror, beyond: 'moved' }));
  if (validBytes < extent.bytes) {
    const cut = await search.fleet
      .runner(server)
      .output(search.context, cutCommand({ cluster: search.cluster.name, runId }, validBytes));
    if (!cut.ok) return cut;
  }
  const whole = Buffer.from(text).subarray(0, validBytes).toString('utf8');
  return adoptJournal(file, whole, { lines: lines.length, records, clock: search.context.clock });
}
