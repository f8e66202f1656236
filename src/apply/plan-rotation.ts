import type { TriedAmount } from '../cluster/try-updates.ts';
import { gatherFacts, type GatherInput } from '../facts/gather.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { StrategyWish } from '../model/strategy.ts';
import { adopt, type Adoption } from '../plan/adopt.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { keysOutOfReach } from '../plan/key-reach.ts';
import type { Fleet } from '../remote/runner.ts';
import { alertQuestion } from './automation/ask-prometheus.ts';
import { withoutSecretShapes } from '../remote/secret-shapes.ts';
import { stepCommands } from './commands/step-commands.ts';
import { knownIssues } from '../engine/known-issues.ts';
import { secretsCounted } from '../plan/fact-reading.ts';
import type { KnownIssuesFor } from '../model/known-issue.ts';

/** What a plan is made from. */
export interface PlanRotationOptions extends StrategyWish {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
  /** Continue a rotation that another operator or tool began. */
  readonly adopt?: boolean;
  /** Servers to leave out because their hosts are gone. */
  readonly without?: readonly string[];
  /** Where the token for Prometheus may be. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A plan, the facts it was made from, and what was adopted. */
export interface PlannedRotation {
  readonly plan: Plan;
  readonly facts: ClusterFacts;
  readonly adoption: Adoption | undefined;
}

/**
 * Gathers facts and makes a plan from the facts. Sends no mutating command. Fails with what kept us from asking, with
 * `keys-out-of-reach` before any other judgement, or with `preflight-refused`, which has all checks.
 */
export async function planRotation(options: PlanRotationOptions): Promise<Result<PlannedRotation>> {
  const facts = await gatherForPlan({ ...options, triesUpdates: triedBefore(options) });
  return facts.ok ? planFrom(options, facts.value) : facts;
}

/** Facts for a rotation that is about to begin. The Prometheus of the inventory is asked at the same time. */
export async function gatherForPlan(
  input: GatherInput & Pick<PlanRotationOptions, 'environment'>,
): Promise<Result<ClusterFacts>> {
  const { cluster, context, environment = {} } = input;
  const ask = alertQuestion(cluster.automation.alerts, environment);
  const [facts, alerts] = await Promise.all([gatherFacts(input), ask(context.signal)]);
  return facts.ok ? success({ ...facts.value, alerts }) : facts;
}

/** Makes the plan for facts that were gathered already. */
export function planFrom(options: PlanRotationOptions, facts: ClusterFacts): Result<PlannedRotation> {
  const { cluster, fleet, strategy, acceptWriteWindow, freezeWrites, context } = options;
  const outOfReach = keysOutOfReach(facts).filter(({ state }) =>
    // A key that is `behind` is the rotation itself. An adopted run repairs `repairable` Secrets before restarting a
    // server that has the key.
    options.adopt === true ? state !== 'behind' && state !== 'repairable' : state !== 'behind',
  );
  if (outOfReach.length > 0) return failed({ kind: 'keys-out-of-reach', keys: outOfReach });
  const adoption = options.adopt === true ? adopt({ facts, policy: cluster.rotation, freezeWrites }) : undefined;
  if (adoption !== undefined && !adoption.ok) return adoption;
  const plan = buildPlan({
    facts,
    cluster,
    strategy,
    acceptWriteWindow,
    freezeWrites,
    ...(options.backupReference === undefined ? {} : { backupReference: options.backupReference }),
    commandsFor: stepCommands(facts, fleet),
    knownIssuesFor: knownIssuesFor(cluster, facts),
    now: context.clock.now(),
    ...(adoption === undefined ? {} : { adopted: adoption.value }),
  });
  if (!plan.ok) return plan;
  return success({ plan: withoutSecretsOfServers(plan.value), facts, adoption: adoption?.value });
}

/** A plan is saved and journalled, and the evidence of a check may have words of a server. */
function withoutSecretsOfServers(plan: Plan): Plan {
  const checks = plan.checks.map((check) => ({ ...check, evidence: check.evidence.map(withoutSecretShapes) }));
  return { ...plan, checks };
}

/**
 * What is tried of the rewrite before a rotation begins. Nothing is tried in the middle of a rotation. Everything is
 * tried where a refusal during the rewrite has no way back.
 */
export function triedBefore(options: {
  readonly adopt?: boolean;
  readonly strategy: StrategyWish['strategy'];
  readonly cluster: Cluster;
}): 'none' | TriedAmount {
  if (options.adopt === true) return 'none';
  return (options.strategy ?? options.cluster.rotation.strategy) === 'rotate-keys' ? 'all' : 'sample';
}

/** The engine's table of known defects, for a cluster with these roles and this number of Secrets. */
export function knownIssuesFor({ distribution }: Pick<Cluster, 'distribution'>, facts: ClusterFacts): KnownIssuesFor {
  return (version) =>
    knownIssues(version, {
      distribution,
      splitRoles: facts.servers.some((server) => server.roles.length === 1),
      secretCount: secretsCounted(facts),
    });
}
