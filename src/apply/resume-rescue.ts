import { pastWork } from '../history/past-work.ts';
import { gatherFacts } from '../facts/gather.ts';
import type { RescueEntry } from '../model/rescue.ts';
import { failed, success, type Result } from '../model/result.ts';
import { mayBeUndone, rescueEntryOf } from '../plan/rescue/entry.ts';
import { reopenJournal } from './journal/journal.ts';
import { confirmMirrorIsOurs } from './mirror/confirm-mirror.ts';
import { findMirroredRun, type MirrorSearch } from './mirror/read-mirrors.ts';
import { takeClusterLock } from './locks/cluster-lock.ts';
import type { PreparedRun } from './prepared-run.ts';
import { interruptedEarly } from './run/interrupted.ts';
import { unfinishedRun } from './runs/runs.ts';
import { storedPlan } from './runs/stored-plan.ts';
import type { RescueOptions } from './rescue-options.ts';

/**
 * Resumes an unfinished rescue with its own plan, or undoes it. Every step looks at its server before it writes, so the cluster needs no comparison with
 * the journal here. Fails with `other-operation` for an unfinished rotation, and with `undo-too-late` once Secrets were moved.
 */
export async function resumeRescue(options: RescueOptions): Promise<Result<PreparedRun>> {
  const { cluster, clock, emit, stateDirectory, interrupts } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  const context = { signal: interrupts.soft, clock };
  const search = { ...options, context, without: [] };
  if (unfinished.value === undefined) return nothingHere(search);
  const { runId, journal: file, lines } = unfinished.value;
  const plan = storedPlan(lines, file);
  if (!plan.ok) return plan;
  if (plan.value.rescue === undefined) return failed({ kind: 'other-operation', runId, operation: 'rotation' });
  if (options.undo && !mayBeUndone(lines)) return failed({ kind: 'undo-too-late', runId });
  const rescueEntry: RescueEntry = options.undo ? 'undo' : rescueEntryOf(lines);
  const gathered = await gatherFacts({ ...options, context });
  if (interrupts.soft.aborted) return failed(interruptedEarly(interrupts.soft));
  if (!gathered.ok) return gathered;
  const facts = gathered.value;
  const lost = new AbortController();
  const lock = await takeClusterLock({ ...options, context, facts, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const ours = await confirmMirrorIsOurs(search, unfinished.value, plan.value.leader);
  const journal = ours.ok ? reopenJournal(file, clock) : ours;
  if (!journal.ok) {
    await lock.value.release(context);
    return journal;
  }
  const past = pastWork(journal.value.lines);
  const { entry } = plan.value;
  const { operator, version } = options;
  const resumed = journal.value.append({ kind: 'run-resumed', entry, pid: process.pid, operator, version });
  if (!resumed.ok) {
    await lock.value.release(context);
    return resumed;
  }
  emit({ type: 'run-resumed', runId, cluster: cluster.name, plan: plan.value, entry, journal: file, past });
  return success({
    runId,
    plan: plan.value,
    facts,
    entry,
    rescueEntry,
    secureFirst: false,
    journal: journal.value,
    mirrorAtFirst: 'before-act',
    lock: lock.value,
    lockLost: lost.signal,
  });
}

/**
 * A rescue is continued only where its journal is. The copy on a server is not taken over, because it would decide which files are read on one server
 * and written on another.
 */
async function nothingHere(search: MirrorSearch): Promise<Result<never>> {
  const mirrored = await findMirroredRun(search);
  if (!mirrored.ok) return mirrored;
  if (mirrored.value === undefined) return failed({ kind: 'nothing-to-resume', cluster: search.cluster.name });
  const { runId, server, file } = mirrored.value;
  return failed({ kind: 'rescue-elsewhere', runId, server, file });
}
