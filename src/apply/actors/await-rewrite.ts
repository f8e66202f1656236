import { ENGINES } from '../../engine/distribution.ts';
import { engineJournal } from '../../engine/engine-journal.ts';
import { parseRewriteProgress, type RewriteProgress } from '../../engine/rewrite-progress.ts';
import type { StageCommand } from '../../model/encryption.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { intendedAtMs, invocationAtSending } from '../journal-view.ts';
import { isConsistent, newKeyIn, readServerState, type ServerState } from '../leader-state.ts';
import { observeStep, type Evidence } from '../perform-step.ts';
import { pollUntil, type Look } from '../poll.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { readUnitOf } from '../unit-state.ts';

/** The apiserver's own reload comes first in `rotate-keys` (120 s); the slowest rate the documentation names is 5 Secrets a second. */
const RELOAD_ALLOWANCE_MS = 120_000;
const SLOWEST_SECRETS_PER_SECOND = 5;
const MARGIN_MS = 60_000;
const RESTARTED = 'service=restarted';

/** Longest time a rewrite of `secrets` Secrets may take, ms (failures.md 7.3). */
function rewriteDeadlineMs(secrets: number): number {
  return RELOAD_ALLOWANCE_MS + (secrets / SLOWEST_SECRETS_PER_SECOND) * 1_000 + MARGIN_MS;
}

/**
 * Waits until the leader has rewritten all Secrets: `keep-old` ends in stage `rotate` with both keys, `drop-old` in
 * `reencrypt_finished` with the new one. Success is the stage, never an exit code (failures.md A2).
 * Fails with `rewrite-failed` when the engine gave up or its service was restarted meanwhile.
 */
export function awaitRewrite(run: Run, rewrite: 'keep-old' | 'drop-old'): Promise<Result<Evidence>> {
  const id: StepId = rewrite === 'keep-old' ? 'rewrite-kept' : 'rewrite-finished';
  return observeStep(run, id, async () => {
    const total = run.facts.census.total;
    const withinMs = rewriteDeadlineMs(total);
    const context = { ...watching(run), deadlineAt: run.clock.now() + withinMs };
    let progress: RewriteProgress = { kind: 'none' };
    const waited = await pollUntil<ServerState>(
      context,
      async () => {
        // The service first: what it says of a restart must be older than the state that is judged by it.
        const unit = await readUnitOf(run, watching(run), run.plan.leader);
        const [state, journal] = await Promise.all([
          readServerState(run, watching(run), run.plan.leader),
          readProgress(run, rewrite),
        ]);
        if (journal.ok) progress = journal.value;
        if (!state.ok) return { kind: 'not-yet', observed: [state.failure.kind] };
        const restarted = unit.ok && unit.value.invocationId !== serviceThatRewrites(run, rewrite);
        // One that still starts settles the stage only at the end of that; until then nobody knows whether the run can go on.
        if (restarted && rewrite === 'keep-old' && unit.value.activeState === 'activating') {
          return { kind: 'not-yet', observed: [RESTARTED] };
        }
        return look(rewrite, state.value, progress, restarted, run);
      },
      (observed, elapsedMs) => {
        if (progress.kind === 'running') run.emit({ type: 'rewrite-progress', rewritten: progress.rewritten, total });
        run.emit({
          type: 'waiting',
          server: run.plan.leader,
          gate: 'stage',
          step: id,
          elapsedMs,
          deadlineMs: withinMs,
          observed,
        });
      },
    );
    switch (waited.kind) {
      case 'holds':
        return success({
          secrets: total,
          newKey: newKeyIn(run, waited.value.file)?.name ?? '',
          fileSha256: waited.value.file.sha256,
        });
      case 'aborted':
        return failed({ kind: 'interrupted', before: id });
      case 'broken':
        return failed(rewriteFailure(run, progress, waited.observed));
      case 'timed-out':
        return failed({
          kind: 'gate-timed-out',
          server: run.plan.leader,
          gate: 'stage',
          waitedMs: waited.elapsedMs,
          observed: waited.observed,
        });
      default:
        return unreachable(waited);
    }
  });
}

function look(
  rewrite: 'keep-old' | 'drop-old',
  state: ServerState,
  progress: RewriteProgress,
  restarted: boolean,
  run: Run,
): Look<ServerState> {
  const keys = state.file.keys.map((key) => key.name);
  const observed = [`stage=${state.annotation?.stage ?? state.state.stage}`, `keys=${keys.join(',')}`];
  const rotated = state.state.stage === 'rotate' && keys.length === 2 && keys[1] === run.plan.oldKey.name;
  const settled = isConsistent(state);
  if (rewrite === 'drop-old' && settled && state.state.stage === 'reencrypt_finished' && keys.length === 1) {
    return { kind: 'holds', value: state };
  }
  // A rewrite that keeps the old key may stop early: the census that follows finds what is left and rewrites it.
  if (rewrite === 'keep-old' && settled && rotated) return { kind: 'holds', value: state };
  if (progress.kind === 'failed') return { kind: 'broken', observed: [...observed, progress.cause] };
  if (restarted) return { kind: 'broken', observed: [...observed, RESTARTED] };
  return { kind: 'not-yet', observed };
}

/** The service that got the command: another invocation of it cannot be rewriting. An adopted rewrite: the service as it was found. */
function serviceThatRewrites(run: Run, rewrite: 'keep-old' | 'drop-old'): string {
  const sent = invocationAtSending(run.journal.lines, commandOf(run, rewrite));
  return sent ?? serverFacts(run, run.plan.leader).unit.invocationId;
}

function commandOf(run: Run, rewrite: 'keep-old' | 'drop-old'): StageCommand {
  if (rewrite === 'keep-old') return 'reencrypt-skip';
  return run.plan.course.strategy === 'staged' ? 'reencrypt' : 'rotate-keys';
}

/** Only lines since this run's own command: an earlier rotation left the same words. */
async function readProgress(run: Run, rewrite: 'keep-old' | 'drop-old'): Promise<Result<RewriteProgress>> {
  const { leader } = run.plan;
  const sentAt = intendedAtMs(run.journal.lines, `command:${commandOf(run, rewrite)}`) ?? run.clock.now();
  const command = engineJournal({
    unit: ENGINES[run.cluster.distribution].unit,
    sinceSeconds: (sentAt + serverFacts(run, leader).clockOffsetMs) / 1_000,
  });
  const output = await runnerOf(run, leader).output(watching(run), command);
  return output.ok ? success(parseRewriteProgress(output.value)) : output;
}

function rewriteFailure(run: Run, progress: RewriteProgress, observed: readonly string[]): Failure {
  const rewritten = progress.kind === 'none' ? undefined : progress.rewritten;
  // `rotate-keys` has its two keys in one file of one server by then: that is no place to go on from (failures.md B11).
  const bothKeysEverywhere = run.plan.course.strategy === 'staged';
  const cause = progress.kind === 'failed' ? progress.cause : (observed.at(-1) ?? '');
  return {
    kind: 'rewrite-failed',
    server: run.plan.leader,
    cause,
    rewritten,
    // Writers go on: there may be more by now than were counted.
    total: Math.max(run.facts.census.total, rewritten ?? 0),
    abandoned: observed.includes(RESTARTED) && bothKeysEverywhere,
    bothKeysEverywhere,
  };
}
