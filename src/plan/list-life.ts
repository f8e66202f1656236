import type { ClusterFacts } from '../model/facts.ts';
import { rewriteMs } from './estimate.ts';
import { controlPlanes, secretsCounted } from './fact-reading.ts';

/** What a kube-apiserver does that is told nothing (measured.md 8). */
const DEFAULT_COMPACTION_MS = 300_000;

/**
 * How long the list of Secrets by which the engine rewrites them lives at least, ms: it is read page by page, and an apiserver that compacts
 * etcd takes the rest away. Any of them does that for all; `Infinity` where none does.
 */
function listLivesMs(facts: ClusterFacts): number {
  const intervals = controlPlanes(facts).map(({ apiserver }) => apiserver?.compactionMs ?? DEFAULT_COMPACTION_MS);
  return Math.min(...intervals.filter((ms) => ms > 0), Infinity);
}

/** The last progress line appears shortly before the list expires: at 90 % of its lifetime the list counts as expired. */
const SHARE_TOLD = 0.9;

/** Whether the list of a rewrite that began at `sentAt` and moved on until `movedAt` may have expired there; both ms of one clock. */
export function mayHaveExpired(
  facts: ClusterFacts,
  { sentAt, movedAt }: { readonly sentAt: number; readonly movedAt: number },
): boolean {
  return movedAt - sentAt >= listLivesMs(facts) * SHARE_TOLD;
}

/** Whether rewriting all Secrets is expected to take longer than that: then it ends half-way, without a word (measured.md 8). */
export function outlivesItsList(facts: ClusterFacts): boolean {
  return rewriteMs(secretsCounted(facts)) > listLivesMs(facts);
}
