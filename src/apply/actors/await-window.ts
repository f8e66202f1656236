import type { WindowResult } from '../../../machines/contract.ts';
import { followersOf } from '../../model/course.ts';
import { keyLabel } from '../../model/encryption.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { HOLDS, type Look, type StepId } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { holdsBoth, judgeWindow } from '../../plan/judge-window.ts';
import { restartRecordOf } from '../../plan/one-more-restart.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { readSavedRevision } from '../questions/ask-datastore.ts';
import { countByKey } from '../questions/count-by-key.ts';
import { readServerFiles, readServerState } from '../questions/server-state.ts';
import { interrupted } from '../run/interrupted.ts';
import { controlPlaneNames, watching, type Run } from '../run/run.ts';
import { notAnswered } from '../steps/gate-wait.ts';
import { pollUntil } from '../steps/poll.ts';

/** The engine saves both keys within seconds after its file (real-engine.md 7: 5 s after the command). */
const SAVED_WITHIN_MS = 30_000;

/**
 * Looks whether `server` takes both keys when it restarts now, or, with `null`, whether every follower has both keys. A question without an answer
 * after half a minute counts as closed, because then writes stay refused and every later restart is counted for.
 * Fails with `interrupted` after the first Ctrl-C. Changes nothing.
 */
export async function awaitWindow(run: Run, { server }: { readonly server: string | null }): Promise<WindowResult> {
  const step: StepId = server === null ? 'loaded:early' : `restart:early:${server}`;
  if (run.interrupts.soft.aborted) return failed(interrupted(run, step, 'before'));
  const waited = await pollUntil<undefined>(
    { ...watching(run), deadlineAt: run.clock.now() + SAVED_WITHIN_MS },
    () => (server === null ? lookAtFollowers(run) : lookAtWindow(run, server)),
    () => {},
  );
  switch (waited.kind) {
    case 'holds':
      return { ok: true, window: 'open' };
    case 'aborted':
      return failed(interrupted(run, step, 'before'));
    case 'broken':
    case 'timed-out':
      run.emit({ type: 'early-roll-late', server: server ?? undefined });
      return { ok: true, window: 'closed' };
    default:
      return unreachable(waited);
  }
}

/**
 * Looks once more straight before the restart of `server` is sent, because hooks, alerts, the mirror and the lock may have taken minutes since the
 * chart's look. Reports a window that is not open. A question without an answer counts as closed.
 */
export async function isWindowClosed(run: Run, server: string): Promise<boolean> {
  const signs = await signsOf(run, server);
  const isClosed = !signs.ok || judgeWindow({ ...signs.value, isRestarted: false }) !== 'open';
  if (isClosed) run.emit({ type: 'early-roll-late', server });
  return isClosed;
}

/** Looks whether `server` has come back without both keys. Its apiserver may then have the old key only in its memory. Reports such a server. */
export async function lacksBothKeys(run: Run, server: string): Promise<Result<boolean>> {
  const files = await readServerFiles(run, watching(run), server);
  if (!files.ok) return files;
  const lacks = !holdsBoth(files.value.file, run.plan.oldKey.name);
  if (lacks) run.emit({ type: 'early-roll-late', server: undefined });
  return success(lacks);
}

async function lookAtFollowers(run: Run): Promise<Look<undefined>> {
  const names = followersOf(run.plan.course).map(({ name }) => name);
  const read = await Promise.all(names.map((name) => readServerFiles(run, watching(run), name)));
  const silent = read.find((one) => !one.ok);
  if (silent !== undefined && !silent.ok) return notAnswered(silent.failure);
  const all = read.every((one) => one.ok && holdsBoth(one.value.file, run.plan.oldKey.name));
  return all ? HOLDS : { kind: 'broken', observed: [] };
}

async function lookAtWindow(run: Run, server: string): Promise<Look<undefined>> {
  const signs = await signsOf(run, server);
  if (!signs.ok) return notAnswered(signs.failure);
  const verdict = judgeWindow(signs.value);
  switch (verdict) {
    case 'open':
      return HOLDS;
    case 'closed':
      return { kind: 'broken', observed: [] };
    case 'not-yet':
      return { kind: 'not-yet', observed: [`saved at=${signs.value.saved.now}`] };
    default:
      return unreachable(verdict);
  }
}

async function signsOf(run: Run, server: string): Promise<Result<Parameters<typeof judgeWindow>[0]>> {
  const context = watching(run);
  const [follower, leader, saved, counted] = await Promise.all([
    readServerFiles(run, context, server),
    readServerState(run, context, run.plan.leader),
    readSavedRevision(run, context),
    countByKey(run, context),
  ]);
  if (!follower.ok) return follower;
  if (!leader.ok) return leader;
  if (!saved.ok) return saved;
  if (!counted.ok) return counted;
  const before = beforeActOf(run.journal.lines, 'command:rotate-keys');
  const { oldKey } = run.plan;
  const { byKey } = counted.value.census;
  return success({
    oldKey: oldKey.name,
    follower: follower.value.file,
    // A server that came back with its old stage is restarted once more.
    isRestarted: restartRecordOf(run.journal.lines, `restart:early:${server}`) === 'done',
    leader: leader.value,
    saved: { now: saved.value, before: before?.kind === 'transient-unit' ? before.bootstrapRevision : Infinity },
    counted: { old: byKey[keyLabel(oldKey)] ?? 0, new: byKey[keyLabel(counted.value.newKey)] ?? 0 },
    canaries: controlPlaneNames(run).length,
  });
}
