import { failed, success } from '../model/result.ts';
import { takeClusterLock } from './locks/cluster-lock.ts';
import { reopenJournal } from './journal/journal.ts';
import { noteLeftOut, tellLeftOut } from './left-out.ts';
import { locateRun } from './locate-run.ts';
import type { Preparation } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';
import { interruptedEarly } from './run/interrupted.ts';
import { pastWork } from '../history/past-work.ts';
import { unfinishedRun } from './runs/runs.ts';
import { warnOutsideWindow } from './window-check.ts';

/** Resumes an unfinished run with its own plan, its own leader, and the place on which cluster and journal agree. */
export async function resumeRun(options: RotateOptions): Promise<Preparation> {
  const { cluster, clock, emit, stateDirectory } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value === undefined) return failed({ kind: 'nothing-to-resume', cluster: cluster.name });
  const { runId, journal: file } = unfinished.value;
  const context = { signal: options.interrupts.soft, clock };
  const journal = reopenJournal(file, clock);
  if (!journal.ok) return journal;
  const located = await locateRun({ ...options, context }, unfinished.value);
  if (options.interrupts.soft.aborted) return failed(interruptedEarly(options.interrupts.soft));
  if (!located.ok) return located;
  const { plan, facts, entry, leftOut } = located.value;
  const lost = new AbortController();
  const lock = await takeClusterLock({ ...options, context, facts, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const past = pastWork(journal.value.lines);
  const resumed = journal.value.append({
    kind: 'run-resumed',
    entry,
    pid: process.pid,
    operator: options.operator,
    version: options.version,
  });
  const noted = resumed.ok ? noteLeftOut(journal.value, leftOut) : resumed;
  if (!noted.ok) {
    await lock.value.release(context);
    return noted;
  }
  emit({ type: 'run-resumed', runId, cluster: cluster.name, plan, entry, journal: file, past });
  tellLeftOut(emit, facts);
  warnOutsideWindow(options, plan, entry, journal.value.lines);
  return success({
    runId,
    plan,
    facts,
    entry,
    secureFirst: plan.entry.at !== 'start',
    journal: journal.value,
    lock: lock.value,
    lockLost: lost.signal,
  });
}
