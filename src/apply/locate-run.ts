import { transientUnitName } from '../engine/stage-command.ts';
import { parseTransientUnit, transientUnitQuery } from '../engine/transient-unit.ts';
import { gatherFacts } from '../facts/gather.ts';
import type { Check } from '../model/check.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { StageCommand } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { Emit } from '../model/event.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { JournalLine } from '../model/journal.ts';
import { isForAPerson } from '../model/key-out-of-reach.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result, type Failed } from '../model/result.ts';
import { keysOutOfReach } from '../plan/key-reach.ts';
import { leftOutIn, planWithout, withMoreLeftOut, type LeftOut } from '../plan/left-out.ts';
import { locate } from '../plan/locate.ts';
import { preflightBeforeLocating, preflightOnResume, refuses } from '../plan/preflight.ts';
import { continuedPlan, parseStoredPlan } from '../plan/parse-plan.ts';
import type { Fleet } from '../remote/runner.ts';
import { planOf } from './journal/journal-queries.ts';
import type { UnfinishedRun } from './runs/runs.ts';
import { commandsOfCourse, stepCommands } from './commands/step-commands.ts';

/** A running command ends within this time or needs the operator, ms (engine.md, "Timing"). */
const STILL_RUNNING_DEADLINE_MS = 240_000;
const STILL_RUNNING_PAUSE_MS = 1_000;

/** What finds the place of a run. */
export interface LocateRunOptions {
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
  readonly context: StepContext;
  /** Servers to leave out because their hosts are gone. */
  readonly without: readonly string[];
}

/** Where an unfinished run continues, with the plan that it continues by. */
export interface LocatedRun extends Located {
  readonly plan: Plan;
  /** What was checked before the run may continue. */
  readonly checks: readonly Check[];
}

/** Finds the place on which cluster and journal of an unfinished run agree. Sends no mutating command, and writes nothing. */
export async function locateRun(options: LocateRunOptions, run: UnfinishedRun): Promise<Result<LocatedRun>> {
  const stored = storedPlan(run);
  if (!stored.ok) return stored;
  const { leader } = stored.value;
  if (options.without.includes(leader)) return failed({ kind: 'leader-left-out', server: leader, runId: run.runId });
  const located = await locateNow(options, stored.value, run.lines);
  if (!located.ok) return toldAsRecorded(located, leftOutIn(run.lines));
  const { facts, leftOut } = located.value;
  const commandsFor = stepCommands(facts, options.fleet);
  const { timing } = options.cluster;
  const plan = continuedPlan(planWithout(stored.value, leftOut), { commandsFor, timing });
  const checks = preflightOnResume(facts);
  if (refuses(checks)) return failed({ kind: 'resume-refused', checks });
  return success({ ...located.value, plan, checks });
}

function storedPlan({ lines, journal }: UnfinishedRun): Result<Plan> {
  const plan = planOf(lines);
  if (plan === undefined) return failed({ kind: 'journal-corrupt', file: journal, line: 1, reason: 'no run-started' });
  const parsed = parseStoredPlan(plan, journal);
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
function toldAsRecorded(located: Failed, before: LeftOut): Result<never> {
  const { failure } = located;
  if (failure.kind !== 'left-out-answers') return located;
  return failed({ ...failure, recorded: before.servers.includes(failure.server) });
}

/**
 * Asks again while a stage command of this run still runs. The command ends by itself, and only then is the place
 * certain.
 */
async function locateNow(
  options: LocateRunOptions,
  plan: Plan,
  lines: readonly JournalLine[],
): Promise<Result<Located>> {
  const { cluster, context, emit, fleet } = options;
  const { clock } = context;
  const givesUpAt = clock.now() + STILL_RUNNING_DEADLINE_MS;
  const before = leftOutIn(lines);
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
    const located = locate({ journal: lines, facts: facts.value, units: units.value, leftOut });
    if (located.ok) return success({ facts: facts.value, entry: located.value, leftOut });
    const { failure } = located;
    const passes = failure.kind === 'journal-disagrees' && failure.disagreement === 'command-still-running';
    if (!passes || clock.now() >= givesUpAt || context.signal.aborted) return located;
    await clock.sleep(STILL_RUNNING_PAUSE_MS, context.signal);
  }
}

type Units = Parameters<typeof locate>[0]['units'];

async function unitsOf({ context, fleet }: LocateRunOptions, plan: Plan): Promise<Result<Units>> {
  const runner = fleet.runner(plan.leader);
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
