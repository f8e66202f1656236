import { transientUnitName } from '../engine/stage-command.ts';
import { parseTransientUnit, transientUnitQuery } from '../engine/transient-unit.ts';
import { gatherFacts } from '../facts/gather.ts';
import type { StageCommand } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { isForAPerson } from '../model/key-out-of-reach.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { keysOutOfReach } from '../plan/key-reach.ts';
import { leftOutIn, planWithout, withMoreLeftOut, type LeftOut } from '../plan/left-out.ts';
import { locate } from '../plan/locate.ts';
import { preflightBeforeLocating, preflightOnResume, refuses } from '../plan/preflight.ts';
import { parseStoredPlan, continuedPlan } from '../plan/parse-plan.ts';
import { takeClusterLock } from './locks/cluster-lock.ts';
import { planOf } from './journal/journal-queries.ts';
import { stoppedBy } from './run/interrupted.ts';
import { noteLeftOut, tellLeftOut } from './left-out.ts';
import { reopenJournal, type Journal } from './journal/journal.ts';
import type { Preparation } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';
import { pastWork } from './runs/past-work.ts';
import { unfinishedRun } from './runs/runs.ts';
import { warnOutsideWindow } from './window-check.ts';
import { commandsOfCourse, stepCommands } from './commands/step-commands.ts';

/** A running command ends within this time or needs the operator, ms (engine.md, "Timing"). */
const STILL_RUNNING_DEADLINE_MS = 240_000;
const STILL_RUNNING_PAUSE_MS = 1_000;

/** Resumes an unfinished run with its own plan, its own leader, and the place on which cluster and journal agree. */
export async function resumeRun(options: RotateOptions): Promise<Preparation> {
  const { cluster, clock, emit, stateDirectory } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value === undefined) return failed({ kind: 'nothing-to-resume', cluster: cluster.name });
  const { runId, journal: file } = unfinished.value;
  const before = leftOutIn(unfinished.value.lines);
  const journal = reopenJournal(file, clock);
  if (!journal.ok) return journal;
  const stored = storedPlan(journal.value);
  if (!stored.ok) return stored;

  const { leader } = stored.value;
  if (options.without.includes(leader)) return failed({ kind: 'leader-left-out', server: leader, runId });

  const located = await locateNow(options, stored.value, journal.value);
  if (options.interrupts.soft.aborted)
    return failed({ kind: 'interrupted', at: undefined, ...stoppedBy(options.interrupts.soft) });
  if (!located.ok) return toldAsRecorded(located, before);
  const { facts, entry, leftOut } = located.value;
  const commandsFor = stepCommands(facts, options.fleet);
  const plan = continuedPlan(planWithout(stored.value, leftOut), { commandsFor, timing: cluster.timing });
  const checks = preflightOnResume(facts);
  if (refuses(checks)) return failed({ kind: 'resume-refused', checks });
  const lost = new AbortController();
  const context = { signal: options.interrupts.soft, clock };
  const lock = await takeClusterLock({ ...options, context, facts, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const past = pastWork(journal.value.lines);
  const resumed = journal.value.append({ kind: 'run-resumed', entry, pid: process.pid });
  const noted = resumed.ok ? noteLeftOut(journal.value, leftOut) : resumed;
  if (!noted.ok) {
    await lock.value.release(context);
    return noted;
  }
  emit({ type: 'run-resumed', runId, cluster: cluster.name, plan, entry, journal: file, past });
  tellLeftOut(emit, facts);
  warnOutsideWindow(options, plan, entry);
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

function storedPlan(journal: Journal): Result<Plan> {
  const plan = planOf(journal.lines);
  if (plan === undefined)
    return failed({ kind: 'journal-corrupt', file: journal.file, line: 1, reason: 'no run-started' });
  const parsed = parseStoredPlan(plan, journal.file);
  if (parsed.ok || parsed.failure.kind !== 'plan-unreadable') return parsed;
  // The failure advises a new plan, and a new plan would overwrite the journal.
  const { file, reason } = parsed.failure;
  return failed({ kind: 'journal-corrupt', file, line: 1, reason });
}

interface Located {
  readonly facts: ClusterFacts;
  readonly entry: Entry;
  readonly leftOut: LeftOut;
}

/** A server that the run already leaves out needs another report when the server answers again. */
function toldAsRecorded(located: Extract<Result<Located>, { readonly ok: false }>, before: LeftOut): Result<never> {
  const { failure } = located;
  if (failure.kind !== 'left-out-answers') return located;
  return failed({ ...failure, recorded: before.servers.includes(failure.server) });
}

/**
 * Asks again while a stage command of this run still runs. The command ends by itself, and only then is the place
 * certain.
 */
async function locateNow(options: RotateOptions, plan: Plan, journal: Journal): Promise<Result<Located>> {
  const { cluster, clock, emit, fleet } = options;
  const context = { signal: options.interrupts.soft, clock };
  const givesUpAt = clock.now() + STILL_RUNNING_DEADLINE_MS;
  const before = leftOutIn(journal.lines);
  const without = [...new Set([...before.servers, ...options.without])];
  for (;;) {
    // The units are read first. The facts can then show the effect of a unit that still ran, and never lack the effect
    // of a unit that ended.
    const units = await unitsOf(options, plan);
    if (!units.ok) return units;
    const facts = await gatherFacts({ context, cluster, fleet, emit, without });
    if (!facts.ok) return facts;
    const checks = preflightBeforeLocating(facts.value);
    if (refuses(checks)) return failed({ kind: 'resume-refused', checks });
    const outOfReach = keysOutOfReach(facts.value).filter(isForAPerson);
    if (outOfReach.length > 0) return failed({ kind: 'keys-out-of-reach', keys: outOfReach });
    const leftOut = withMoreLeftOut(plan, before, without, facts.value);
    const located = locate({ journal: journal.lines, facts: facts.value, units: units.value, leftOut });
    if (located.ok) return success({ facts: facts.value, entry: located.value, leftOut });
    const { failure } = located;
    const passes = failure.kind === 'journal-disagrees' && failure.disagreement === 'command-still-running';
    if (!passes || clock.now() >= givesUpAt || context.signal.aborted) return located;
    await clock.sleep(STILL_RUNNING_PAUSE_MS, context.signal);
  }
}

type Units = Parameters<typeof locate>[0]['units'];

async function unitsOf(options: RotateOptions, plan: Plan): Promise<Result<Units>> {
  const { clock, fleet, interrupts } = options;
  const runner = fleet.runner(plan.leader);
  const context = { signal: interrupts.soft, clock };
  // The questions run side by side, because each is a round trip.
  const answers = await Promise.all(
    commandsOfCourse(plan.course).map(async (command) => ({
      command,
      output: await runner.output(context, transientUnitQuery(transientUnitName(plan.id, command))),
    })),
  );
  const units: Partial<Record<StageCommand, 'absent' | 'running' | 'succeeded' | 'failed'>> = {};
  for (const { command, output } of answers) {
    if (!output.ok) return output;
    const { kind } = parseTransientUnit(output.value);
    // An unknown answer does not prove that nothing runs, so the cluster itself is asked again.
    units[command] = kind === 'unknown' ? 'running' : kind;
  }
  return success(units);
}
