import type { Timing } from './cluster.ts';
import type { EncryptionFile } from './encryption.ts';
import type { LoadedEvidence } from './facts.ts';
import { unreachable } from './unreachable.ts';

/** The encryption file of a server, with the times needed to judge the file's age. */
export interface FileOnDisk {
  readonly sha256: string;
  readonly fileChangedAtSeconds: number;
  /** The host's own clock. */
  readonly nowSeconds: number;
  readonly reloadPeriodMs: number;
}

/** The file of a host at an instant of our clock. `clockOffsetMs` is the lead of the host's clock. */
export function fileOnDisk(
  { sha256, changedAtSeconds }: Pick<EncryptionFile, 'sha256' | 'changedAtSeconds'>,
  when: { readonly nowMs: number; readonly clockOffsetMs: number; readonly timing: Pick<Timing, 'reloadPeriodMs'> },
): FileOnDisk {
  const { nowMs, clockOffsetMs, timing } = when;
  return {
    sha256,
    fileChangedAtSeconds: changedAtSeconds,
    nowSeconds: (nowMs + clockOffsetMs) / 1_000,
    reloadPeriodMs: timing.reloadPeriodMs,
  };
}

/**
 * In K3s the apiserver runs inside the server process. The file from the datastore is written after the process starts and before the apiserver
 * does, so that neither time proves anything for a file that changed within this time after the process started.
 */
const WRITTEN_AT_START_SECONDS = 600;

/** Number of periods waited out, because a poll may be a little late and a file slow to load (k3s-io/k3s#12373: one period was not enough). */
const PERIODS_WAITED_OUT = 1.1;

/**
 * Whether an apiserver uses the file on disk (measured.md 3). `wait-out` means that the evidence is not decisive, and one full reload period
 * with a margin has not passed since the file's last change. Without the hash, a start or a reload in the second of the change proves nothing.
 */
export function isLoaded(evidence: LoadedEvidence, file: FileOnDisk): 'yes' | 'no' | 'wait-out' {
  switch (evidence.kind) {
    case 'hash':
      return evidence.sha256 === file.sha256 ? 'yes' : 'no';
    case 'times': {
      const since = Math.max(evidence.processStartSeconds, evidence.lastReloadSeconds ?? 0);
      if (since > file.fileChangedAtSeconds + 1) return 'yes';
      // A reloading process reports each reload. Without a later reload the process still uses an older file.
      // File times have whole seconds. A start or reload within the same second may have read the old file, and a later reload then shows.
      if (since >= file.fileChangedAtSeconds) return waitOut(file);
      const atStart = file.fileChangedAtSeconds - evidence.processStartSeconds <= WRITTEN_AT_START_SECONDS;
      return evidence.lastReloadSeconds === undefined && atStart ? waitOut(file) : 'no';
    }
    case 'none':
      return waitOut(file);
    default:
      return unreachable(evidence);
  }
}

function waitOut(file: FileOnDisk): 'yes' | 'wait-out' {
  const ageMs = (file.nowSeconds - file.fileChangedAtSeconds) * 1_000;
  return ageMs > file.reloadPeriodMs * PERIODS_WAITED_OUT ? 'yes' : 'wait-out';
}
