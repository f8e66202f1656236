import { countSecrets } from '../../cluster/census.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { isDeletedMeanwhile, isLateReload } from '../../engine/server-cause.ts';
import { gaveUpWith } from '../../engine/stage-answer.ts';
import { parseRewriteProgress, type RewriteProgress } from '../../engine/rewrite-progress.ts';
import { rewriteCommand } from '../../model/course.ts';
import type { ServerState } from '../../model/encryption.ts';
import type { UnitFacts } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import type { Look } from '../../model/look.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import type { Rewrite } from '../../model/strategy.ts';
import { unreachable } from '../../model/unreachable.ts';
import { intendedAtMs, invocationAtSending } from '../journal-view.ts';
import { judgeRewrite } from '../../plan/judge-rewrite.ts';
import { mayHaveExpired } from '../../plan/list-life.ts';
import { rewriteOverdueAt, type RewriteCourse } from '../../plan/rewrite-deadline.ts';
import { askEtcd } from '../ask-etcd.ts';
import { lookAtLoaded } from '../gates/loaded.ts';
import { newKeyIn, readServerState } from '../leader-state.ts';
import { observeStep, type Evidence } from '../perform-step.ts';
import { pollUntil } from '../poll.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { readUnitOf } from '../unit-state.ts';
import { explainOverdue } from './explain-overdue.ts';
import { readAnswer } from './stage-unit.ts';
import { interrupted } from '../interrupted.ts';
import { onHostClock } from '../host-clock.ts';

const RESTARTED = 'service=restarted';

/** What is known of a rewrite beside the files of the leader; it grows from look to look. */
interface Known extends RewriteCourse {
  /** When this run sent the command, by our clock, ms; `undefined`: it adopted the rewrite, and nobody knows. */
  readonly sentAt: number | undefined;
  movedAt: number | undefined;
  progress: RewriteProgress;
  /** Why the server ended the command, and when that was first seen. */
  gaveUp: { readonly cause: string; readonly sinceMs: number } | undefined;
}

/**
 * Waits until the leader has rewritten all Secrets: `keep-old` ends in stage `rotate` with both keys, `drop-old` in
 * `reencrypt_finished` with the new one. Success is the stage, never an exit code (failures.md A2).
 * Fails with `rewrite-failed` when the engine gave up or its service was restarted meanwhile, with `rewrite-overdue` when neither shows.
 */
export function awaitRewrite(run: Run, rewrite: Rewrite): Promise<Result<Evidence>> {
  const id: StepId = rewrite === 'keep-old' ? 'rewrite-kept' : 'rewrite-finished';
  return observeStep(run, id, async () => {
    const startedAt = run.clock.now();
    const total = await countNow(run);
    const known: Known = {
      sentAt: intendedAtMs(run.journal.lines, `command:${rewriteCommand(run.plan.course, rewrite)}`),
      startedAt,
      total,
      movedAt: undefined,
      progress: { kind: 'none' },
      gaveUp: undefined,
    };
    const waited = await pollUntil<ServerState>(
      { ...watching(run), deadlineAt: rewriteOverdueAt(known) },
      () => look(run, rewrite, known),
      (observed, elapsedMs) => {
        const { leader: server } = run.plan;
        const { progress } = known;
        if (progress.kind === 'running')
          run.emit({ type: 'rewrite-progress', rewritten: progress.rewritten, total: totalOf(known) });
        const deadlineMs = rewriteOverdueAt(known) - startedAt;
        run.emit({ type: 'waiting', server, gate: 'stage', step: id, elapsedMs, deadlineMs, observed });
      },
    );
    switch (waited.kind) {
      case 'holds':
        return success({
          secrets: totalOf(known),
          newKey: newKeyIn(run, waited.value.file)?.name ?? '',
          fileSha256: waited.value.file.sha256,
        });
      case 'aborted':
        return failed(interrupted(run, id, 'during'));
      case 'broken':
        return failed(await rewriteFailure(run, known, waited.observed));
      case 'timed-out':
        if (known.gaveUp !== undefined) return failed(await rewriteFailure(run, known, waited.observed));
        return failed(
          await explainOverdue(run, {
            waitedMs: waited.elapsedMs,
            rewritten: rewrittenIn(known),
            total: totalOf(known),
            listExpired: listExpired(run, known),
          }),
        );
      default:
        return unreachable(waited);
    }
  });
}

async function look(run: Run, rewrite: Rewrite, known: Known): Promise<Look<ServerState>> {
  const { leader, oldKey } = run.plan;
  // Asked first: then the files can show the effect of a command that still ran, never lack that of one that ended.
  known.gaveUp ??= await askWhetherGivenUp(run, rewrite, known.sentAt);
  // Before the files as well: those of a service that is active again are its own, never what it found.
  const unit = await readUnitOf(run, watching(run), leader);
  const [state, journal] = await Promise.all([
    readServerState(run, watching(run), leader),
    readProgress(run, known.sentAt ?? known.startedAt),
  ]);
  if (journal.ok) note(known, journal.value, run.clock.now());
  if (!state.ok) return { kind: 'not-yet', observed: [state.failure.kind] };
  const { file, state: written, annotation } = state.value;
  const observed = [
    `stage=${annotation?.stage ?? written.stage}`,
    `keys=${file.keys.map(({ name }) => name).join(',')}`,
  ];
  const verdict = judgeRewrite({
    rewrite,
    leader: state.value,
    oldKey: oldKey.name,
    failedEvent: known.progress.kind === 'failed' ? known.progress.cause : undefined,
    gaveUp: known.gaveUp?.cause,
    restarted: unit.ok && isAnother(unit.value, serviceThatRewrites(run, rewrite)),
  });
  switch (verdict.kind) {
    case 'over':
      return { kind: 'holds', value: state.value };
    case 'goes-on':
      return { kind: 'not-yet', observed, deadlineAt: rewriteOverdueAt(known) };
    case 'restarted':
      return { kind: 'broken', observed: [...observed, RESTARTED] };
    case 'gave-up':
      return { kind: isWorthWaiting(run, known) ? 'not-yet' : 'broken', observed: [...observed, verdict.cause] };
    default:
      return unreachable(verdict);
  }
}

/** Until it is active it has not yet put its Node's annotation right, and shows the rewrite of its predecessor. */
function isAnother({ activeState, invocationId }: UnitFacts, taker: string): boolean {
  return activeState === 'active' && invocationId !== taker;
}

/** An apiserver that was late may come within one more period: the person who decides must know (failures.md 7.3). */
function isWorthWaiting(run: Run, { gaveUp }: Known): boolean {
  if (gaveUp === undefined || !isLateReload(gaveUp.cause)) return false;
  return run.clock.now() - gaveUp.sinceMs < run.cluster.timing.reloadPeriodMs;
}

/** What the command's own unit says: the server's error ends a `rewrite` without any event (failures.md A1). An adopted rewrite has no unit of ours. */
async function askWhetherGivenUp(run: Run, rewrite: Rewrite, sinceMs: number | undefined): Promise<Known['gaveUp']> {
  const command = rewriteCommand(run.plan.course, rewrite);
  if (sinceMs === undefined) return undefined;
  const answer = await readAnswer(run, { command, sinceMs, context: watching(run) });
  const cause = answer === undefined ? undefined : gaveUpWith(answer);
  return cause === undefined ? undefined : { cause, sinceMs: run.clock.now() };
}

/** The service that got the command: another invocation of it cannot be rewriting. An adopted rewrite: the service as it was found. */
function serviceThatRewrites(run: Run, rewrite: Rewrite): string {
  const sent = invocationAtSending(run.journal.lines, rewriteCommand(run.plan.course, rewrite));
  return sent ?? serverFacts(run, run.plan.leader).unit.invocationId;
}

/** Only lines since this run's own command, or since it looks: an earlier rotation left the same words. */
async function readProgress(run: Run, sinceMs: number): Promise<Result<RewriteProgress>> {
  const { leader } = run.plan;
  const command = engineJournal({
    unit: ENGINES[run.cluster.distribution].unit,
    sinceSeconds: onHostClock(run, leader, sinceMs),
  });
  const output = await runnerOf(run, leader).output(watching(run), command);
  return output.ok ? success(parseRewriteProgress(output.value)) : output;
}

/** Writers went on since the run began. Where etcd does not say, the count of then has to do. */
async function countNow(run: Run): Promise<number> {
  const context = watching(run);
  const counted = await askEtcd(run, context, (runner, target) => countSecrets(context, runner, target));
  return counted.ok ? counted.value : run.facts.census.total;
}

function note(known: Known, progress: RewriteProgress, now: number): void {
  const before = rewrittenIn(known) ?? 0;
  known.progress = progress;
  if ((rewrittenIn(known) ?? 0) > before) known.movedAt = now;
}

function listExpired(run: Run, { sentAt, movedAt }: Known): boolean {
  return sentAt !== undefined && movedAt !== undefined && mayHaveExpired(run.facts, { sentAt, movedAt });
}

/** Secrets that were made since the count are rewritten too. */
function totalOf(known: Known): number {
  return Math.max(known.total, rewrittenIn(known) ?? 0);
}

function rewrittenIn({ progress }: Known): number | undefined {
  return progress.kind === 'none' ? undefined : progress.rewritten;
}

async function rewriteFailure(run: Run, known: Known, observed: readonly string[]): Promise<Failure> {
  const { progress, gaveUp } = known;
  const { leader } = run.plan;
  const rewritten = rewrittenIn(known);
  // `rotate-keys` has its two keys in one file of one server by then: that is no place to go on from (failures.md B11).
  const bothKeysEverywhere = run.plan.course.strategy === 'staged';
  const cause = (progress.kind === 'failed' ? progress.cause : gaveUp?.cause) ?? observed.at(-1) ?? '';
  return {
    kind: 'rewrite-failed',
    server: leader,
    cause,
    rewritten,
    total: totalOf(known),
    abandoned: observed.includes(RESTARTED) && bothKeysEverywhere,
    bothKeysEverywhere,
    deleted: bothKeysEverywhere && isDeletedMeanwhile(cause),
    lateReload: isLateReload(cause) ? await reloadSince(run) : undefined,
  };
}

async function reloadSince(run: Run): Promise<'came-since' | 'still-missing'> {
  const loaded = await lookAtLoaded(run, { roll: 'reencrypt_finished', server: run.plan.leader });
  return loaded.kind === 'holds' ? 'came-since' : 'still-missing';
}
