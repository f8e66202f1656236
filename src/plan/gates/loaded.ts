import type { LoadedEvidence } from '../../model/facts.ts';
import { isLoaded, type FileOnDisk } from '../../model/loaded.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/** The apiserver uses the file that lies on its disk (measured.md 3); equal hashes in `status` do not say that. */
export function judgeLoaded(evidence: LoadedEvidence, file: FileOnDisk): Look<undefined> {
  if (isLoaded(evidence, file) === 'yes') return HOLDS;
  const uses = evidence.kind === 'hash' ? evidence.sha256.slice(0, 12) : evidence.kind;
  return { kind: 'not-yet', observed: [`file=${file.sha256.slice(0, 12)}`, `apiserver=${uses}`] };
}
