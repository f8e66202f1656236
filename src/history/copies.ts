import type { FoundCopy } from '../model/run-summary.ts';
import type { JournalLine } from '../model/journal.ts';

/** Names, counts and hashes that steps wrote down, oldest first. */
export function evidenceIn(lines: readonly JournalLine[]): readonly Readonly<Record<string, string | number>>[] {
  return lines.flatMap(({ record }) =>
    record.kind === 'done' || record.kind === 'found-done' ? [record.evidence] : [],
  );
}

/** The sealed copies of a run, as `server:path`, each once. */
export function sealedCopiesIn(lines: readonly JournalLine[]): readonly string[] {
  const copies = evidenceIn(lines).flatMap((one) =>
    one['path'] === undefined ? [] : [`${one['server']}:${one['path']}`],
  );
  return [...new Set(copies)];
}

/** Sealed copies of earlier runs on the servers. A run given up before may have left a copy at the place of a later copy. */
export function earlierCopiesIn(lines: readonly JournalLine[]): readonly FoundCopy[] {
  const first = lines[0]?.record;
  const own = new Set(sealedCopiesIn(lines));
  const found = first?.kind === 'run-started' ? (first.earlierCopies ?? []) : [];
  return found.filter(({ server, directory }) => !own.has(`${server}:${directory}`));
}
