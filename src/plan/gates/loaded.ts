import type { LoadedEvidence } from '../../model/facts.ts';
import { isLoaded, type FileOnDisk } from '../../model/loaded.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/** The apiserver has loaded the file on the server's disk (measured.md 3). Equal hashes in `status` do not prove the load. */
export function judgeLoaded(evidence: LoadedEvidence, file: FileOnDisk): Look<undefined> {
  if (isLoaded(evidence, file) === 'yes') return HOLDS;
  const uses = evidence.kind === 'hash' ? evidence.sha256.slice(0, 12) : evidence.kind;
  return { kind: 'not-yet', observed: [`file=${file.sha256.slice(0, 12)}`, `apiserver=${uses}`] };
}
