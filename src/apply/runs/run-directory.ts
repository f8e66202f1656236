import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { codeOf } from '../../model/error-words.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { untrusted, untrustedLink } from '../journal/trusted-entry.ts';

/** The directory of a cluster's runs, `<state directory>/runs/<cluster>/<run id>/`. */
function runsDirectory(stateDirectory: string, cluster: string): string {
  return join(stateDirectory, 'runs', cluster);
}

export function journalFile(stateDirectory: string, cluster: string, runId: string): string {
  return join(runsDirectory(stateDirectory, cluster), runId, 'journal.ndjson');
}

/** The file beside a journal that records who gave up the run, and when. */
export function endMarkOf(journal: string): string {
  return join(dirname(journal), 'ended.json');
}

/** The lock that keeps two processes of one machine apart. */
export function localLockFile(stateDirectory: string, cluster: string): string {
  return join(stateDirectory, 'locks', `${cluster}.lock`);
}

/** A run id sorts by time and names the applied plan, for example `20261124T021500123Z-1a2b3c4d5e6f`. */
export function newRunId(nowMs: number, planId: string): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  return `${time}-${planId}`;
}

/**
 * Ids of the runs of a cluster, oldest first. Empty when the directory is missing. Fails with `runs-unreadable` or
 * `state-untrusted`.
 */
export function runIds(stateDirectory: string, cluster: string): Result<readonly string[]> {
  return directoryNames(runsDirectory(stateDirectory, cluster), 2);
}

/** Names of the clusters that have runs. Fails with `runs-unreadable` or `state-untrusted`. */
export function clustersWithRuns(stateDirectory: string): Result<readonly string[]> {
  return directoryNames(join(stateDirectory, 'runs'), 1);
}

/**
 * An unreadable directory may hold an unfinished run, so only a missing directory counts as empty, and a link is not
 * passed over. The state directory is `levels` above.
 */
function directoryNames(directory: string, levels: number): Result<readonly string[]> {
  const stranger = untrusted(directory, levels);
  if (stranger !== undefined) return stranger;
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    const link = entries.find((entry) => entry.isSymbolicLink());
    if (link !== undefined) return untrustedLink(join(directory, link.name));
    const names = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    return success(names);
  } catch (error) {
    const reason = codeOf(error);
    return reason === 'ENOENT' ? success([]) : failed({ kind: 'runs-unreadable', directory, reason });
  }
}
