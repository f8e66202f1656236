import type { Cluster } from '../model/cluster.ts';
import type { Check } from '../model/check.ts';
import { leaderOf } from '../model/course.ts';
import { isRewriting, type KeyName, type Stage } from '../model/encryption.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Course, StrategyWish } from '../model/strategy.ts';
import type { Adoption } from './adopt.ts';
import { chooseCourse, resolveStrategy } from './choose-course.ts';
import { withEarlyRoll } from './early-roll.ts';
import { roundedCount } from './estimate.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { activeKeyOf, nodeOf, secretsCounted, statusOf } from './fact-reading.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { KnownIssuesFor } from '../model/known-issue.ts';
import { withPlanId } from './plan-id.ts';
import { preflight, preflightMidRotation, refuses } from './preflight.ts';
import { pointOfNoReturn, stepsOf, type CommandsFor } from './steps.ts';

/** Input of a plan. */
export interface PlanInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly cluster: Cluster;
  readonly commandsFor: CommandsFor;
  readonly knownIssuesFor: KnownIssuesFor;
  /** Time in ms since the epoch, for ages of keys and heartbeats. The time does not get into the plan. */
  readonly now: number;
  /** An unfinished rotation to continue. */
  readonly adopted?: Adoption;
}

/** Builds a plan from facts. Equal facts give equal bytes. Fails with `preflight-refused`, which lists all checks, including passed checks. */
export function buildPlan(input: PlanInput): Result<Plan> {
  const { facts, cluster, adopted } = input;
  const courseInput = { ...input, policy: cluster.rotation };
  const resolved = adopted?.course.strategy ?? resolveStrategy(courseInput);
  // A wish that the adopted course ignores is still checked and refused.
  const freezeWrites = input.freezeWrites || adopted?.course.freezeWrites === true;
  const checkInput = { ...input, resolved, freezeWrites };
  const checks = adopted === undefined ? preflight(checkInput) : preflightMidRotation(checkInput);
  if (refuses(checks)) return failed({ kind: 'preflight-refused', checks });
  const chosen = adopted === undefined ? chooseCourse(courseInput) : success(adopted.course);
  if (!chosen.ok) return chosen;
  // An adopted rotation may be anywhere in its window, so its course stays.
  const course = adopted === undefined ? withEarlyRoll(chosen.value, facts, input.knownIssuesFor) : chosen.value;
  const settled = settledState(facts, course);
  const oldKey = adopted?.oldKey ?? settled.key;
  if (oldKey === undefined) return failed({ kind: 'preflight-refused', checks: [...checks, withoutKey] });
  return success(assemble(input, { course, checks, stage: settled.stage, oldKey }));
}

const withoutKey: Check = { id: 'one-key', verdict: 'refuse', server: undefined, evidence: ['keys=none'], issues: [] };

function settledState(
  facts: ClusterFacts,
  course: Course,
): { readonly key: KeyName | undefined; readonly stage: Stage } {
  const leader = facts.servers.find(({ name }) => name === leaderOf(course).name);
  if (leader === undefined) return { key: undefined, stage: 'start' };
  const live = nodeOf(facts, leader)?.annotation?.stage;
  // During a rewrite only the annotation shows the stage (engine.md, "Commands").
  const rewriting = isRewriting(live) ? live : undefined;
  const stage = rewriting ?? leader.encryption?.state?.stage ?? statusOf(leader)?.stage ?? 'start';
  return { key: activeKeyOf(leader), stage };
}

function assemble(
  input: PlanInput,
  parts: {
    readonly course: Course;
    readonly checks: readonly Check[];
    readonly stage: Stage;
    readonly oldKey: KeyName;
  },
): Plan {
  const { facts, cluster, commandsFor } = input;
  const { course, checks, stage, oldKey } = parts;
  const entry = input.adopted?.entry ?? { at: 'start' };
  const secrets = roundedCount(secretsCounted(facts));
  const estimate = { secrets, timing: cluster.timing };
  const draft = (planId: string, lines: CommandsFor): Plan => {
    const steps = stepsOf(course, stepsOfPlan(course, entry), { planId, commandsFor: lines, estimate });
    return {
      schema: 'keyturn.plan/1',
      id: planId,
      cluster: cluster.name,
      distribution: cluster.distribution,
      course,
      leader: leaderOf(course).name,
      entry,
      stage,
      backupReference: input.backupReference,
      oldKey,
      fingerprint: fingerprintOf(facts),
      checks,
      steps,
      pointOfNoReturn: pointOfNoReturn(course),
      estimate: {
        secrets,
        servers: facts.servers.length,
        totalMs: steps.reduce((total, { estimateMs }) => total + estimateMs, 0),
      },
    };
  };
  return withPlanId(draft, commandsFor);
}
