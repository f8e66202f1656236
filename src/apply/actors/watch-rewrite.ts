import { countSecrets } from '../../cluster/census.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { parseRewriteProgress } from '../../engine/rewrite-progress.ts';
import {
  afterCount,
  afterJournal,
  beginWatch,
  isCountDue,
  rewrittenOf,
  type RewriteWatch,
} from '../../plan/rewrite-watch.ts';
import { secretsCounted } from '../../plan/fact-reading.ts';
import { rewritePace, type RewriteMark } from '../../plan/rewrite-pace.ts';
import { askDatastore } from '../ask-datastore.ts';
import { countByKey } from '../count-by-key.ts';
import { onHostClock } from '../host-clock.ts';
import { runnerOf, watching, type Run } from '../run.ts';

/** What is seen of a rewrite beside the files of the leader; it grows from look to look. */
export interface RewriteObserver {
  watch(): RewriteWatch;
  /** Looks into the journal of the leader, and counts the Secrets in etcd where that tells nothing. */
  look(): Promise<void>;
  /** Tells how far it is, where that is known. */
  tell(): void;
}

/** `sentAt`: when this run sent the command, by our clock, ms; `undefined`: it adopted the rewrite, and nobody knows. */
export async function observeRewrite(run: Run, sentAt: number | undefined): Promise<RewriteObserver> {
  const startedAt = run.clock.now();
  let watch = beginWatch(startedAt, await totalNow(run));
  let first: RewriteMark | undefined;
  return {
    watch: () => watch,
    look: async () => {
      watch = await lookIntoJournal(run, watch, sentAt ?? startedAt);
      if (!isCountDue(watch, run.clock.now())) return;
      const before = watch.source;
      watch = await countIn(run, watch);
      if (watch.source !== before && watch.source === 'datastore')
        run.emit({ type: 'rewrite-untold', server: run.plan.leader });
    },
    tell: () => {
      const { rewritten, total } = rewrittenOf(watch);
      if (rewritten === undefined || watch.source === undefined) return;
      const now = { rewritten, at: run.clock.now() };
      first ??= now;
      const pace = rewritePace(first, now, total);
      run.emit({ type: 'rewrite-progress', rewritten, total, source: watch.source, ...pace });
    },
  };
}

/** Only lines since this run's own command, or since it looks: an earlier rotation left the same words. */
async function lookIntoJournal(run: Run, watch: RewriteWatch, sinceMs: number): Promise<RewriteWatch> {
  const { leader } = run.plan;
  const command = engineJournal({
    unit: ENGINES[run.cluster.distribution].unit,
    sinceSeconds: onHostClock(run, leader, sinceMs),
  });
  const output = await runnerOf(run, leader).output(watching(run), command);
  return output.ok ? afterJournal(watch, parseRewriteProgress(output.value), run.clock.now()) : watch;
}

async function countIn(run: Run, watch: RewriteWatch): Promise<RewriteWatch> {
  const beganAt = run.clock.now();
  const counted = await countByKey(run, watching(run));
  const found = counted.ok ? { left: counted.value.stragglerCount, total: counted.value.census.total } : undefined;
  return afterCount(watch, { beganAt, endedAt: run.clock.now(), found });
}

/** Writers went on since the run began. Where etcd does not say, the count of then has to do. */
async function totalNow(run: Run): Promise<number> {
  const context = watching(run);
  const counted = await askDatastore(run, context, (runner, target) => countSecrets(context, runner, target));
  return counted.ok ? counted.value : secretsCounted(run.facts);
}
