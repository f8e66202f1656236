import { countSecrets } from '../../cluster/census.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { parseRewriteProgress } from '../../engine/rewrite-progress.ts';
import type { StepContext } from '../../model/clock.ts';
import type { RewriteProgress } from '../../model/encryption.ts';
import { secretsCounted } from '../../plan/fact-reading.ts';
import { rewritePace, type RewriteMark } from '../../plan/rewrite-pace.ts';
import {
  afterCount,
  afterJournal,
  beginWatch,
  isCountDue,
  rewrittenOf,
  type RewriteWatch,
  type TriedCount,
} from '../../plan/rewrite-watch.ts';
import { askDatastore } from '../questions/ask-datastore.ts';
import { countByKey } from '../questions/count-by-key.ts';
import { onHostClock } from '../run/host-clock.ts';
import { runnerOf, watching, type Run } from '../run/run.ts';

/**
 * What is observed of a rewrite beside the files of the leader. The knowledge grows from look to look. A disposed
 * observer sends no more requests.
 */
export interface RewriteObserver extends Disposable {
  watch(): RewriteWatch;
  /**
   * Reads the journal of the leader, and counts the Secrets in etcd where the journal shows nothing. The look does not
   * wait for a count.
   */
  look(): Promise<void>;
  /** Reports the progress, where known. */
  tell(): void;
}

/**
 * `sentAt` is when this run sent the command, by our clock, ms. `undefined` for an adopted rewrite, whose time of
 * sending is unknown.
 */
export async function observeRewrite(run: Run, sentAt: number | undefined): Promise<RewriteObserver> {
  const startedAt = run.clock.now();
  const ends = new AbortController();
  const context = { ...watching(run), signal: AbortSignal.any([watching(run).signal, ends.signal]) };
  let watch = beginWatch(startedAt, await totalNow(run));
  let first: RewriteMark | undefined;
  let isCounting = false;
  const count = async (): Promise<void> => {
    isCounting = true;
    const tried = await tryCount(run, context);
    isCounting = false;
    if (ends.signal.aborted) return;
    const before = watch.source;
    watch = afterCount(watch, tried);
    if (watch.source === 'datastore' && before !== 'datastore')
      run.emit({ type: 'rewrite-unreported', server: run.plan.leader });
  };
  return {
    watch: () => watch,
    look: async () => {
      const told = await readProgress(run, sentAt ?? startedAt);
      if (told !== undefined) watch = afterJournal(watch, told, run.clock.now());
      if (!isCounting && isCountDue(watch, run.clock.now())) void count();
    },
    tell: () => {
      const { rewritten, total } = rewrittenOf(watch);
      if (rewritten === undefined || watch.source === undefined) return;
      const now = { rewritten, at: run.clock.now() };
      first ??= now;
      const pace = rewritePace(first, now, total);
      run.emit({ type: 'rewrite-progress', rewritten, total, source: watch.source, ...pace });
    },
    [Symbol.dispose]: () => ends.abort(),
  };
}

/**
 * Reads only lines since this run's own command, or since the observation began, because an earlier rotation left
 * equal lines. `undefined` means that the journal could not be read.
 */
async function readProgress(run: Run, sinceMs: number): Promise<RewriteProgress | undefined> {
  const { leader } = run.plan;
  const command = engineJournal({
    unit: ENGINES[run.cluster.distribution].unit,
    sinceSeconds: onHostClock(run, leader, sinceMs),
  });
  const output = await runnerOf(run, leader).output(watching(run), command);
  return output.ok ? parseRewriteProgress(output.value) : undefined;
}

async function tryCount(run: Run, context: StepContext): Promise<TriedCount> {
  const beganAt = run.clock.now();
  const counted = await countByKey(run, context);
  const found = counted.ok ? { left: counted.value.stragglerCount, total: counted.value.census.total } : undefined;
  return { beganAt, endedAt: run.clock.now(), found };
}

/** Writers continued since the run began. Where etcd does not answer, the count from the beginning is used. */
async function totalNow(run: Run): Promise<number> {
  const context = watching(run);
  const counted = await askDatastore(run, context, (runner, target) => countSecrets(context, runner, target));
  return counted.ok ? counted.value : secretsCounted(run.facts);
}
