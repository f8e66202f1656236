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
import { isForAPerson } from '../model/key-out-of-reach.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';
import { failed, success, type Result, type Failed } from '../model/result.ts';
import { keysOutOfReach } from '../plan/key-reach.ts';
import { leftOutIn, planWithout, withMoreLeftOut, type LeftOut } from '../plan/left-out.ts';
import { locate } from '../plan/locate.ts';
import { preflightBeforeLocating, preflightOnResume, refuses } from '../plan/preflight.ts';
import { continuedPlan, parseStoredPlan } from '../plan/parse-plan.ts';
import type { Fleet } from '../remote/runner.ts';
import { planOf, wasTakenFromMirror } from './journal/journal-queries.ts';
import { lookAtClusterLock } from './locks/cluster-lock.ts';
import { confirmNotBehind } from './mirror/beyond-journal.ts';
import { intentionsOf, unmirroredIntentions, withRecords } from './mirror/unmirrored-intentions.ts';
import type { RunToResume } from './run-to-resume.ts';
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
  readonly stateDirectory: string;
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
export async function locateRun(options: LocateRunOptions, run: RunToResume): Promise<Result<LocatedRun>> {
  const stored = storedPlan(run);
  if (!stored.ok) return stored;
  const { leader, rescue } = stored.value;
  if (rescue !== undefined) return failed({ kind: 'other-operation', runId: run.runId, operation: 'rescue' });
  if (options.without.includes(leader)) return failed({ kind: 'leader-left-out', server: leader, runId: run.runId });
  const located = await locateNow(options, stored.value, run);
  if (!located.ok) return toldAsRecorded(located, leftOutIn(run.lines));
  const { facts, leftOut } = located.value;
  const commandsFor = stepCommands(facts, options.fleet);
  const { timing } = options.cluster;
  const plan = continuedPlan(planWithout(stored.value, leftOut), { commandsFor, timing });
  const checks = preflightOnResume(facts);
  if (refuses(checks)) return failed({ kind: 'resume-refused', checks });
  return success({ ...located.value, plan, checks });
}

function storedPlan({ lines, journal, mirror }: RunToResume): Result<Plan> {
  const damaged = (reason: string): Result<never> =>
    failed(
      mirror === undefined
        ? { kind: 'journal-corrupt', file: journal, line: 1, reason }
        : { kind: 'mirror-corrupt', server: mirror.server, file: mirror.file, line: 1, reason },
    );
  const plan = planOf(lines);
  if (plan === undefined) return damaged('no run-started');
  const parsed = parseStoredPlan(plan, journal);
  // The failure advises a new plan, and a new plan would overwrite the journal.
  if (!parsed.ok) return parsed.failure.kind === 'plan-unreadable' ? damaged(parsed.failure.reason) : parsed;
  // The id covers no command lines, and lines from a server must never be shown as keyturn's own. Without steps the
  // plan gets the steps and lines of this keyturn.
  const isForeign = mirror !== undefined || wasTakenFromMirror(lines);
  return success(isForeign ? { ...parsed.value, steps: [] } : parsed.value);
}

interface Located {
  readonly facts: ClusterFacts;
  readonly entry: Entry;
  readonly leftOut: LeftOut;
  /** Steps that the run began although the mirror, the source of the journal, has no intention of them. */
  readonly unmirrored: readonly StepId[];
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
async function locateNow(options: LocateRunOptions, plan: Plan, run: RunToResume): Promise<Result<Located>> {
  const { lines } = run;
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
    const ours = await confirmOurs({ ...options, without }, run, facts.value);
    if (!ours.ok) return ours;
    const checks = preflightBeforeLocating(facts.value);
    if (refuses(checks)) return failed({ kind: 'resume-refused', checks });
    const outOfReach = keysOutOfReach(facts.value).filter(isForAPerson);
    if (outOfReach.length > 0) return failed({ kind: 'keys-out-of-reach', keys: outOfReach });
    const leftOut = withMoreLeftOut(plan, before, without, facts.value);
    const unmirrored =
      run.mirror === undefined ? [] : unmirroredIntentions(lines, { plan, facts: facts.value, units: units.value });
    const journal = withRecords(lines, intentionsOf(unmirrored));
    const located = locate({ journal, facts: facts.value, units: units.value, leftOut });
    if (located.ok) return success({ facts: facts.value, entry: located.value, leftOut, unmirrored });
    const { failure } = located;
    const passes = failure.kind === 'journal-disagrees' && failure.disagreement === 'command-still-running';
    if (!passes || clock.now() >= givesUpAt || context.signal.aborted) return located;
    await clock.sleep(STILL_RUNNING_PAUSE_MS, context.signal);
  }
}

/**
 * Another machine may be at work on the run, or may have gone on with the run. The journal and the cluster would then
 * disagree for that reason alone.
 */
async function confirmOurs(options: LocateRunOptions, run: RunToResume, facts: ClusterFacts): Promise<Result<void>> {
  const holder = await lookAtClusterLock({ ...options, facts });
  if (holder !== undefined) return failed(holder);
  return run.mirror === undefined ? confirmNotBehind(options, run) : success(undefined);
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
