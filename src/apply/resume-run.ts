import type { LeftOut } from '../plan/left-out.ts';
import { failed, success, type Result } from '../model/result.ts';
import { takeClusterLock } from './locks/cluster-lock.ts';
import { wasTakenFromMirror } from './journal/journal-queries.ts';
import { reopenJournal, type Journal } from './journal/journal.ts';
import { noteLeftOut, tellLeftOut } from './left-out.ts';
import { locateRun, type LocatedRun } from './locate-run.ts';
import { confirmMirrorIsOurs } from './mirror/confirm-mirror.ts';
import { intentionsOf } from './mirror/unmirrored-intentions.ts';
import { takeJournal } from './mirror/take-journal.ts';
import type { Preparation, PreparedRun } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';
import { interruptedEarly } from './run/interrupted.ts';
import { pastWork } from '../history/past-work.ts';
import type { RunToResume } from './run-to-resume.ts';
import { warnOutsideWindow } from './window-check.ts';

/** Resumes an unfinished run with its own plan, its own leader, and the place on which cluster and journal agree. */
export async function resumeRun(options: RotateOptions, run: RunToResume | undefined): Promise<Preparation> {
  const { cluster, clock, emit } = options;
  if (run === undefined) return failed({ kind: 'nothing-to-resume', cluster: cluster.name });
  const { runId, journal: file } = run;
  const context = { signal: options.interrupts.soft, clock };
  const located = await locateRun({ ...options, context }, run);
  if (options.interrupts.soft.aborted) return failed(interruptedEarly(options.interrupts.soft));
  if (!located.ok) return located;
  const { plan, facts, entry } = located.value;
  const lost = new AbortController();
  const lock = await takeClusterLock({ ...options, context, facts, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const past = pastWork(run.lines);
  const journal = await openJournal(options, run, located.value);
  if (!journal.ok) {
    await lock.value.release(context);
    return journal;
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
    mirrorAtFirst: mirrorAtFirst(run),
    lock: lock.value,
    lockLost: lost.signal,
  });
}

/**
 * The machine that began the run goes on without a mirror, because a cluster that is half-way must not wait for a copy.
 * A machine that took the journal over has to be seen by the machine before, which may come back.
 */
function mirrorAtFirst({ changed, lines, mirror }: RunToResume): PreparedRun['mirrorAtFirst'] {
  const wasTaken = mirror !== undefined || wasTakenFromMirror(lines);
  return changed && !wasTaken ? 'before-act' : 'first';
}

/**
 * Opens the journal with the Lease in hand. No other machine goes on with the run from now on, so this is the moment to
 * see whether another machine did. A journal that is taken from a mirror gets the line of this process, and the
 * intentions that the mirror lacks, in one write, so that a crash cannot come in between.
 */
async function openJournal(
  options: RotateOptions,
  run: RunToResume,
  { plan, entry, leftOut, unmirrored }: LocatedRun,
): Promise<Result<Journal>> {
  const { clock, emit, version, operator } = options;
  const search = { ...options, context: { signal: options.interrupts.soft, clock } };
  const resumption = { kind: 'run-resumed', entry, pid: process.pid, operator, version } as const;
  if (run.mirror !== undefined) {
    const taken = await takeJournal(search, run.mirror, {
      file: run.journal,
      records: [{ ...resumption, takenFrom: run.mirror.server }, ...intentionsOf(unmirrored)],
    });
    if (!taken.ok) return taken;
    const { runId, server, file, lines } = run.mirror;
    emit({ type: 'journal-taken', runId, server, file, lines: lines.length, unmirrored });
    const journal = reopenJournal(run.journal, clock);
    return journal.ok ? withLeftOut(journal.value, leftOut) : journal;
  }
  const ours = await confirmMirrorIsOurs(search, run, plan.leader);
  if (!ours.ok) return ours;
  const journal = reopenJournal(run.journal, clock);
  if (!journal.ok) return journal;
  const resumed = journal.value.append(resumption);
  return resumed.ok ? withLeftOut(journal.value, leftOut) : resumed;
}

function withLeftOut(journal: Journal, leftOut: LeftOut): Result<Journal> {
  const noted = noteLeftOut(journal, leftOut);
  return noted.ok ? success(journal) : noted;
}
