import type { LoadedEvidence } from '../model/facts.ts';
import { unreachable } from '../model/unreachable.ts';

/**
 * Whether an apiserver uses the file on its disk (measured.md 3). `wait-out`: it cannot tell, and one full reload period since the
 * file's last change is not over. Without the hash, a start or a reload in the second of the change proves nothing.
 */
export function isLoaded(
  evidence: LoadedEvidence,
  file: {
    readonly sha256: string;
    readonly fileModifiedAtSeconds: number;
    /** The host's own clock. */
    readonly nowSeconds: number;
    readonly reloadPeriodMs: number;
  },
): 'yes' | 'no' | 'wait-out' {
  switch (evidence.kind) {
    case 'hash':
      return evidence.sha256 === file.sha256 ? 'yes' : 'no';
    case 'times': {
      const since = Math.max(evidence.processStartSeconds, evidence.lastReloadSeconds ?? 0);
      return since > file.fileModifiedAtSeconds + 1 ? 'yes' : 'no';
    }
    case 'none': {
      const ageMs = (file.nowSeconds - file.fileModifiedAtSeconds) * 1_000;
      return ageMs > file.reloadPeriodMs ? 'yes' : 'wait-out';
    }
    default:
      return unreachable(evidence);
  }
}
