import { renameSync } from 'node:fs';
import { parseDuration } from '../../inventory/formats.ts';
import { placeWhole } from '../apply/journal/whole-file.ts';
import { lastRun, unfinishedRun } from '../apply/runs/runs.ts';
import type { Cluster } from '../model/cluster.ts';
import { codeOf } from '../model/error-words.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { keyAge, keyCreatedAt } from '../plan/key-age.ts';
import { metricsText, type ClusterMetrics } from '../report/metrics-text.ts';
import type { Reporter } from '../report/reporter.ts';
import type { MetricsArguments } from './options.ts';
import { VERSION } from './version.ts';

/** What a command has seen of the cluster. */
interface Seen {
  facts: ClusterFacts | undefined;
  done: RunSummary | undefined;
  frozen: boolean;
}

/** Collects what metrics need from the events of a command, and writes them at its end. */
export interface MetricsCollector extends Reporter {
  /** Writes the file at once and whole. Fails with `file-unwritable`. */
  write(place: { readonly cluster: Cluster; readonly stateDirectory: string; readonly nowMs: number }): Result<void>;
}

/** Collects for `--metrics`. */
export function createMetricsCollector(file: string, args: MetricsArguments): MetricsCollector {
  const seen: Seen = { facts: undefined, done: undefined, frozen: false };
  return {
    emit: (event) => {
      if (event.type === 'facts-gathered') seen.facts = event.facts;
      if (event.type === 'writes-left-frozen') seen.frozen = true;
      if (event.type === 'run-ended' && event.outcome.kind === 'done') seen.done = event.summary;
    },
    close: () => undefined,
    write: (place) => {
      try {
        placeWhole(file, metricsText(metricsOf(seen, args, place)), renameSync, FOR_ALL_TO_READ);
        return success(undefined);
      } catch (error) {
        return failed({ kind: 'file-unwritable', file, reason: codeOf(error) });
      }
    },
  };
}

/** node_exporter is another user, and nothing in the file is a secret. */
const FOR_ALL_TO_READ = 0o644;

function metricsOf(
  { facts, done, frozen }: Seen,
  args: MetricsArguments,
  { cluster, stateDirectory, nowMs }: Parameters<MetricsCollector['write']>[0],
): ClusterMetrics {
  const newest = lastRun(stateDirectory, cluster.name);
  const last = newest.ok ? newest.value : undefined;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  const age = args.maxAge ?? args.ifOlderThan;
  return {
    cluster: cluster.name,
    version: VERSION,
    nowMs,
    seen: facts === undefined ? undefined : { ...stateSeen(facts, done, nowMs), writesFrozen: isFrozen() },
    maxKeyAgeMs: age === undefined ? cluster.rotation.maxKeyAgeMs : parseDuration(age),
    lastRun:
      last === undefined
        ? undefined
        : {
            startedAtMs: last.startedAt === undefined ? undefined : Date.parse(last.startedAt),
            result: last.outcome,
          },
    // A journal that cannot be read may be that of an unfinished run.
    unfinishedRun: !unfinished.ok || unfinished.value !== undefined,
  };

  function isFrozen(): boolean {
    return frozen || (done === undefined && facts?.writesFrozen === true);
  }
}

/** The facts are from before a run. A run that is done has its own key and count. */
function stateSeen(facts: ClusterFacts, done: RunSummary | undefined, nowMs: number) {
  const key = done?.newKey ?? keyAge(facts, nowMs).key;
  const createdAt = key === undefined ? undefined : keyCreatedAt(key);
  return {
    key,
    createdAtMs: createdAt === undefined ? undefined : Date.parse(createdAt),
    secrets: (done?.after ?? facts.census)?.byKey,
  };
}
