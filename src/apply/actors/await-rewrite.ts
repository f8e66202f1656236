import { isDeletedMeanwhile, isLateReload } from '../../engine/server-cause.ts';
import { gaveUpWith } from '../../engine/stage-answer.ts';
import { rewriteCommand } from '../../model/course.ts';
import type { ServerState } from '../../model/encryption.ts';
import type { UnitFacts } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId, Look } from '../../model/step.ts';
import type { Rewrite } from '../../model/strategy.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandIntendedAt } from '../run/host-clock.ts';
import { invocationAtSending } from '../journal/journal-queries.ts';
import { judgeRewrite } from '../../plan/judge-rewrite.ts';
import { mayHaveExpired } from '../../plan/list-life.ts';
import { rewriteOverdueAt } from '../../plan/rewrite-deadline.ts';
import { rewrittenOf } from '../../plan/rewrite-watch.ts';
import { lookAtLoaded } from '../gates/look-at-gate.ts';
import { newKeyIn, readServerState, readUnitOf } from '../questions/server-state.ts';
import { observeStep, type Evidence } from '../steps/perform-step.ts';
import { pollUntil } from '../steps/poll.ts';
import { serverFacts, watching, type Run, showStage } from '../run/run.ts';
import { explainOverdue } from './explain-overdue.ts';
import { readAnswer } from '../questions/stage-unit.ts';
import { observeRewrite, type RewriteObserver } from './watch-rewrite.ts';
import { interrupted } from '../run/interrupted.ts';

const RESTARTED = 'service=restarted';

/** Why the server ended the command, and when that was first seen. */
interface GaveUp {
  readonly cause: string;
  readonly sinceMs: number;
}

/** What is known of a rewrite beside the files of the leader. */
interface Known {
  /**
   * When this run sent the command, by our clock, ms. `undefined` for an adopted rewrite, whose time of sending is
   * unknown.
   */
  readonly sentAt: number | undefined;
  readonly observer: RewriteObserver;
  gaveUp: GaveUp | undefined;
}

/**
 * Waits until the leader has rewritten all Secrets. `keep-old` ends in stage `rotate` with both keys, `drop-old` in
 * `reencrypt_finished` with the new key. Success is the stage, never an exit code (failures.md A2).
 * Fails with `rewrite-failed` when the engine gave up or its service was restarted during the rewrite, and with
 * `rewrite-overdue` when neither shows.
 */
export function awaitRewrite(run: Run, rewrite: Rewrite): Promise<Result<Evidence>> {
  const id: StepId = rewrite === 'keep-old' ? 'rewrite-kept' : 'rewrite-finished';
  return observeStep(run, id, async () => {
    const sentAt = commandIntendedAt(run, `command:${rewriteCommand(run.plan.course, rewrite)}`);
    using observer = await observeRewrite(run, sentAt);
    const known: Known = { sentAt, observer, gaveUp: undefined };
    const waited = await pollUntil<ServerState>(
      { ...watching(run), deadlineAt: rewriteOverdueAt(observer.watch()) },
      () => look(run, rewrite, known),
      (observed, elapsedMs) => {
        const { leader: server } = run.plan;
        observer.tell();
        const watch = observer.watch();
        const overdueAt = rewriteOverdueAt(watch);
        const movedAt = watch.movedAt ?? watch.startedAt;
        run.emit({
          type: 'waiting',
          server,
          gate: 'stage',
          step: id,
          elapsedMs,
          deadlineMs: overdueAt - watch.startedAt,
          observed,
          sinceProgressMs: Math.max(0, run.clock.now() - movedAt),
          patienceMs: overdueAt - movedAt,
        });
      },
    );
    switch (waited.kind) {
      case 'holds':
        return success({
          secrets: rewrittenOf(observer.watch()).total,
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
            ...rewrittenOf(observer.watch()),
            listExpired: listExpired(run, known),
            source: observer.watch().source,
          }),
        );
      default:
        return unreachable(waited);
    }
  });
}

async function look(run: Run, rewrite: Rewrite, known: Known): Promise<Look<ServerState>> {
  const { leader, oldKey } = run.plan;
  // The unit is read before the files. The files can then show the effect of a command that still ran, and never lack
  // the effect of a command that ended.
  known.gaveUp ??= await askWhetherGivenUp(run, rewrite, known.sentAt);
  // The service is read before the files as well. Once a restarted service is active, the files are its own, never the
  // previous service's.
  const unit = await readUnitOf(run, watching(run), leader);
  const [state] = await Promise.all([readServerState(run, watching(run), leader), known.observer.look()]);
  const watch = known.observer.watch();
  if (!state.ok) return { kind: 'not-yet', observed: [state.failure.kind] };
  const { file, state: written, annotation } = state.value;
  showStage(run, leader, { stage: annotation?.stage ?? written.stage, sha256: file.sha256 });
  const observed = [
    `stage=${annotation?.stage ?? written.stage}`,
    `keys=${file.keys.map(({ name }) => name).join(',')}`,
  ];
  const verdict = judgeRewrite({
    rewrite,
    leader: state.value,
    oldKey: oldKey.name,
    failedEvent: watch.journal.kind === 'failed' ? watch.journal.cause : undefined,
    gaveUp: known.gaveUp?.cause,
    restarted: unit.ok && isAnother(unit.value, serviceThatRewrites(run, rewrite)),
  });
  switch (verdict.kind) {
    case 'over':
      return { kind: 'holds', value: state.value };
    case 'goes-on':
      return { kind: 'not-yet', observed, deadlineAt: rewriteOverdueAt(watch) };
    case 'restarted':
      return { kind: 'broken', observed: [...observed, RESTARTED] };
    case 'gave-up':
      return { kind: isWorthWaiting(run, known) ? 'not-yet' : 'broken', observed: [...observed, verdict.cause] };
    default:
      return unreachable(verdict);
  }
}

/**
 * Until the new service is active, the Node's annotation is not yet corrected and shows the rewrite of the previous
 * service.
 */
function isAnother({ activeState, invocationId }: UnitFacts, taker: string): boolean {
  return activeState === 'active' && invocationId !== taker;
}

/** A late apiserver may load the file within one more period. The operator who decides must know (failures.md 7.3). */
function isWorthWaiting(run: Run, { gaveUp }: Known): boolean {
  if (gaveUp === undefined || !isLateReload(gaveUp.cause)) return false;
  return run.clock.now() - gaveUp.sinceMs < run.cluster.timing.reloadPeriodMs;
}

/**
 * What the command's own unit says. The server's error ends a `rewrite` without any event (failures.md A1). An adopted
 * rewrite has no unit of ours.
 */
async function askWhetherGivenUp(run: Run, rewrite: Rewrite, sinceMs: number | undefined): Promise<Known['gaveUp']> {
  const command = rewriteCommand(run.plan.course, rewrite);
  if (sinceMs === undefined) return undefined;
  const answer = await readAnswer(run, { command, sinceMs, context: watching(run) });
  const cause = answer === undefined ? undefined : gaveUpWith(answer);
  return cause === undefined ? undefined : { cause, sinceMs: run.clock.now() };
}

/**
 * The service invocation that took the command. Another invocation cannot be rewriting. For an adopted rewrite, the
 * service as this run found it.
 */
function serviceThatRewrites(run: Run, rewrite: Rewrite): string {
  const sent = invocationAtSending(run.journal.lines, rewriteCommand(run.plan.course, rewrite));
  return sent ?? serverFacts(run, run.plan.leader).unit.invocationId;
}

function listExpired(run: Run, { sentAt, observer }: Known): boolean {
  const { movedAt } = observer.watch();
  return sentAt !== undefined && movedAt !== undefined && mayHaveExpired(run.facts, { sentAt, movedAt });
}

async function rewriteFailure(run: Run, known: Known, observed: readonly string[]): Promise<Failure> {
  const { gaveUp, observer } = known;
  const { leader } = run.plan;
  const watch = observer.watch();
  // By then `rotate-keys` has both keys in one file of one server only, so a run cannot resume from there
  // (failures.md B11).
  const bothKeysEverywhere = run.plan.course.strategy === 'staged';
  const cause = (watch.journal.kind === 'failed' ? watch.journal.cause : gaveUp?.cause) ?? observed.at(-1) ?? '';
  return {
    kind: 'rewrite-failed',
    server: leader,
    cause,
    ...rewrittenOf(watch),
    abandoned: observed.includes(RESTARTED) && bothKeysEverywhere,
    bothKeysEverywhere,
    deleted: bothKeysEverywhere && isDeletedMeanwhile(cause),
    lateReload: isLateReload(cause) ? await reloadSince(run) : undefined,
    repaired: 'not-tried',
  };
}

async function reloadSince(run: Run): Promise<'came-since' | 'still-missing'> {
  const loaded = await lookAtLoaded(run, { roll: 'reencrypt_finished', server: run.plan.leader });
  return loaded.kind === 'holds' ? 'came-since' : 'still-missing';
}
