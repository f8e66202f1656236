import type { ClusterFacts } from '../model/facts.ts';
import { rewriteMs } from './estimate.ts';
import { controlPlaneServers, secretsCounted } from './fact-reading.ts';

/** The compaction interval of a kube-apiserver without a setting (measured.md 8). */
const DEFAULT_COMPACTION_MS = 300_000;

/**
 * The shortest lifetime of the engine's list of Secrets, ms. The engine reads the list page by page, and an apiserver that compacts etcd makes
 * the remaining pages unreadable. Any apiserver compacts for all. The lifetime is `Infinity` if no apiserver compacts.
 */
function listLivesMs(facts: ClusterFacts): number {
  const intervals = controlPlaneServers(facts).map(({ apiserver }) => apiserver?.compactionMs ?? DEFAULT_COMPACTION_MS);
  return Math.min(...intervals.filter((ms) => ms > 0), Infinity);
}

/** The last progress line appears shortly before the list expires. After 90 % of its lifetime the list counts as expired. */
const SHARE_TOLD = 0.9;

/**
 * Whether the list of a rewrite may have expired at `movedAt`, the last sign of progress, after a start at `sentAt`. Both are ms of one clock.
 */
export function mayHaveExpired(
  facts: ClusterFacts,
  { sentAt, movedAt }: { readonly sentAt: number; readonly movedAt: number },
): boolean {
  return movedAt - sentAt >= listLivesMs(facts) * SHARE_TOLD;
}

/** Whether a rewrite of all Secrets is expected to outlive the engine's list. Such a rewrite ends early without a log line (measured.md 8). */
export function outlivesItsList(facts: ClusterFacts): boolean {
  return rewriteMs(secretsCounted(facts)) > listLivesMs(facts);
}
