import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { mirrorFile } from '../../cluster/run-mirror.ts';
import type { BeyondJournal, JournalBehind } from '../../model/failures/mirror.ts';
import { codeOf } from '../../model/error-words.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { parseJournal, type JournalContent, type JournalDamage } from '../journal/parse-journal.ts';
import { isPartOf } from '../journal/journal-mirror.ts';
import type { ReadMirror } from './choose-mirror.ts';
import { readSeenMirror, saysDone, seeMirrors, type MirrorSearch, type SeenMirror } from './read-mirrors.ts';

/** An unfinished run of this machine. */
export interface LocalRun {
  readonly runId: string;
  readonly journal: string;
}

/**
 * What a mirror says of a journal here.
 * - `nothing`: the mirror is a part of the journal, or of an older run, or of a newer run that is over. Which of two
 *   runs is newer depends on the clocks of two machines, so a run that is over holds up nobody.
 * - `beyond`: another machine went on with the run, or with a newer one.
 * - `damaged`: the mirror is not a part of the journal, and no line of it is sound and of another machine.
 */
export type MirrorSays =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'beyond'; readonly beyond: BeyondJournal }
  | { readonly kind: 'damaged'; readonly mirror: ReadMirror; readonly damage: JournalDamage };

/**
 * Whether another machine has gone on with the run of a journal here, or with a newer run. Fails with `journal-behind`
 * then. A server that cannot be asked, and a damaged mirror, say nothing against the journal here, because the leader is
 * asked once more with the Lease in hand.
 */
export async function confirmNotBehind(search: MirrorSearch, run: LocalRun): Promise<Result<void>> {
  if (!search.cluster.journal.mirror) return success(undefined);
  const { seen } = await seeMirrors(search);
  for (const mirror of seen) {
    const said = await compareWithMirror(search, run, mirror);
    if (said.ok && said.value.kind === 'beyond') {
      return failed(behind(search, run, { mirror, beyond: said.value.beyond }));
    }
    if (!said.ok && said.failure.kind === 'journal-corrupt') return said;
  }
  return success(undefined);
}

/** Fails with what kept us from asking, and with `journal-corrupt` where the journal here cannot be read. */
export async function compareWithMirror(
  search: MirrorSearch,
  run: LocalRun,
  seen: SeenMirror,
): Promise<Result<MirrorSays>> {
  if (seen.runId !== run.runId) {
    const isNewer = seen.runId > run.runId && !saysDone(seen.lastLine);
    return success(isNewer ? { kind: 'beyond', beyond: 'newer-run' } : { kind: 'nothing' });
  }
  let journal: Buffer;
  try {
    journal = readFileSync(run.journal);
  } catch (error) {
    return failed({ kind: 'journal-corrupt', file: run.journal, line: 0, reason: codeOf(error) });
  }
  if (isPartOf(journal, seen)) return success({ kind: 'nothing' });
  const mirror = await readSeenMirror(search, seen);
  if (!mirror.ok) return mirror;
  // The server may have answered with less than before.
  if (isPartOf(journal, mirror.value.extent)) return success({ kind: 'nothing' });
  const { content } = mirror.value;
  const beyond = compareChains(parseJournal(journal.toString('utf8')), content);
  if (beyond !== undefined) return success({ kind: 'beyond', beyond });
  if (!content.ok) return success({ kind: 'damaged', mirror: mirror.value, damage: content.failure });
  const { lines } = content.value;
  const damage = { line: lines.length + 1, reason: 'a line that is no line of a journal', sound: lines };
  return success({ kind: 'damaged', mirror: mirror.value, damage });
}

/**
 * Compares the chain of hashes here with the chain of a mirror. The lines before a damage of the mirror count, because
 * their chain is whole.
 */
export function compareChains(
  here: Result<JournalContent, JournalDamage>,
  there: Result<JournalContent, JournalDamage>,
): 'longer' | 'differs' | undefined {
  const [ours, theirs] = [here, there].map((chain) => (chain.ok ? chain.value.lines : chain.failure.sound));
  if (ours === undefined || theirs === undefined) return undefined;
  const shared = theirs.findIndex((line, index) => JSON.stringify(line) !== JSON.stringify(ours[index]));
  if (shared === -1) return undefined;
  return shared >= ours.length ? 'longer' : 'differs';
}

/** The failure of a journal that a mirror goes beyond. */
export function behind(
  { cluster }: Pick<MirrorSearch, 'cluster'>,
  { runId, journal }: LocalRun,
  found: { readonly mirror: Pick<SeenMirror, 'server' | 'runId'>; readonly beyond: BeyondJournal },
): JournalBehind {
  const { server, runId: mirroredRun } = found.mirror;
  return {
    kind: 'journal-behind',
    beyond: found.beyond,
    runId,
    mirroredRun,
    directory: dirname(journal),
    server,
    file: mirrorFile(cluster.name, mirroredRun),
  };
}
