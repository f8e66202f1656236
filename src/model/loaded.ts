import type { Timing } from './cluster.ts';
import type { EncryptionFile } from './encryption.ts';
import type { LoadedEvidence } from './facts.ts';
import { unreachable } from './unreachable.ts';

/** The encryption file of a server, and what is needed to judge its age. */
export interface FileOnDisk {
  readonly sha256: string;
  readonly fileChangedAtSeconds: number;
  /** The host's own clock. */
  readonly nowSeconds: number;
  readonly reloadPeriodMs: number;
}

/** The file of a host as it stands at a moment of ours. `clockOffsetMs`: how far the host's clock is ahead. */
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

/** Periods that are waited out: a poll may be a little late, a file slow to load (k3s-io/k3s#12373: one period was not enough). */
const PERIODS_WAITED_OUT = 1.1;

/**
 * Whether an apiserver uses the file on its disk (measured.md 3). `wait-out`: it cannot tell, and one full reload period since the
 * file's last change, with a margin, is not over. Without the hash, a start or a reload in the second of the change proves nothing.
 */
export function isLoaded(evidence: LoadedEvidence, file: FileOnDisk): 'yes' | 'no' | 'wait-out' {
  switch (evidence.kind) {
    case 'hash':
      return evidence.sha256 === file.sha256 ? 'yes' : 'no';
    case 'times': {
      const since = Math.max(evidence.processStartSeconds, evidence.lastReloadSeconds ?? 0);
      if (since > file.fileChangedAtSeconds + 1) return 'yes';
      // A process that reloads tells so: without a later reload it still uses an older file.
      // File times have whole seconds: a start or reload within that second may have seen the old file, and then a later reload tells.
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
