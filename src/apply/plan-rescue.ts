import { readComposedHash, readKeyHash } from '../cluster/key-file.ts';
import { deletionLine, readSecretsUnder } from '../cluster/secrets-under.ts';
import { readSnapshotFiles } from '../cluster/snapshot-files.ts';
import { gatherFacts } from '../facts/gather.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Failure } from '../model/failure.ts';
import type { RescueRefusal } from '../model/failures/rescue.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { etcdAlarms } from '../plan/checks/etcd.ts';
import { inventoryComplete } from '../plan/checks/inventory.ts';
import { otherActorChecks } from '../plan/checks/other-actors.ts';
import { refuses } from '../plan/preflight.ts';
import { arrangeRescue, type SeenSource } from '../plan/rescue/arrange.ts';
import { buildRescuePlan } from '../plan/rescue/build.ts';
import { judgeRescue, type RescueState } from '../plan/rescue/judge.ts';
import type { Fleet } from '../remote/runner.ts';
import { askDatastore } from './questions/ask-datastore.ts';
import { rescueCommands } from './commands/rescue-commands.ts';

/** What a rescue is planned with. */
export interface PlanRescueOptions {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
}

export interface PlannedRescue {
  readonly plan: Plan;
  readonly facts: ClusterFacts;
}

/**
 * Looks at the cluster and plans its rescue. Sends no mutating command, and no key leaves its host. Fails with `rescue-refused`, which has every reason,
 * with `secrets-lost` where no copy of a key is left, or with what kept us from asking.
 */
export async function planRescue(options: PlanRescueOptions): Promise<Result<PlannedRescue>> {
  const gathered = await gatherFacts(options);
  return gathered.ok ? planRescueFrom(options, gathered.value) : gathered;
}

/** Plans the rescue of a cluster whose facts were gathered already. */
export async function planRescueFrom(options: PlanRescueOptions, facts: ClusterFacts): Promise<Result<PlannedRescue>> {
  const { cluster, fleet } = options;
  const checks = [inventoryComplete, ...otherActorChecks, etcdAlarms].flatMap((check) => check({ facts }));
  const verdict = judgeRescue(facts);
  if (verdict.kind === 'lost') return lostSecrets(options, facts, verdict.keys);
  const reasons = verdict.kind === 'refused' ? verdict.reasons : [];
  const isAtWork = reasons.every(({ kind }) => kind !== 'nothing-missing' && kind !== 'rotation-mends');
  if (verdict.kind === 'refused' || refuses(checks))
    return failed({ kind: 'rescue-refused', reasons, checks: isAtWork ? checks : [] });
  const seen = await seeSources(options, verdict.state);
  if (!seen.ok) return seen;
  const arranged = arrangeRescue(verdict.state, seen.value);
  if (!arranged.ok) return refused(arranged.failure);
  const otherForms = await filesOfOtherForm(options, verdict.state);
  if (!otherForms.ok) return otherForms;
  if (otherForms.value.length > 0) return refused([{ kind: 'file-form', places: otherForms.value }]);
  const plan = buildRescuePlan({
    facts,
    cluster,
    rescue: arranged.value,
    checks,
    commandsFor: (rescue) => rescueCommands(facts, fleet, rescue),
  });
  return success({ plan, facts });
}

function refused(reasons: readonly RescueRefusal[]): Result<never> {
  return failed({ kind: 'rescue-refused', reasons, checks: [] });
}

/** The key in each file, as a hash made on its host, so that two files with other material under one name are noticed. */
async function seeSources(
  { context, fleet }: PlanRescueOptions,
  { sources }: RescueState,
): Promise<Result<readonly SeenSource[]>> {
  const seen: SeenSource[] = [];
  for (const source of sources) {
    const hash = await readKeyHash(context, fleet.runner(source.server), source);
    if (!hash.ok) return hash;
    seen.push({ ...source, keySha256: hash.value });
  }
  return success(seen);
}

/** What is put in for a look at a file's form. Nothing is written. */
const TRIAL = ',{}';

/** Goal files that could not be taken apart, because somebody wrote them in another form than the engine. */
async function filesOfOtherForm(
  { context, fleet }: PlanRescueOptions,
  { planes, goal }: RescueState,
): Promise<Result<readonly string[]>> {
  const places: string[] = [];
  for (const { server, file, form } of planes) {
    if (form !== 'goal') continue;
    const composition = { path: file.path, writing: goal.key, from: 'stdin' } as const;
    const hash = await readComposedHash(context, fleet.runner(server), composition, TRIAL);
    if (!hash.ok) return hash;
    if (hash.value === undefined) places.push(`${server}:${file.path}`);
  }
  return success(places);
}

/** Names what cannot be read any more, and what is left to choose from. */
async function lostSecrets(
  { context, fleet }: PlanRescueOptions,
  facts: ClusterFacts,
  labels: readonly string[],
): Promise<Result<never>> {
  const knownKeys = facts.servers.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const counted = await askDatastore({ facts, fleet }, context, async (runner, target) => {
    const under = await readSecretsUnder(context, runner, target, { labels, knownKeys });
    if (!under.ok) return under;
    const { first } = under.value;
    const line = first === undefined ? undefined : deletionLine(target, first);
    return success({ ...under.value, deletion: line === undefined ? undefined : { server: runner.server, line } });
  });
  if (!counted.ok) return counted;
  const listed = await Promise.all(
    facts.servers
      .filter(({ roles }) => roles.includes('etcd'))
      .map(async ({ name, dataDir }) => ({
        name,
        files: await readSnapshotFiles(context, fleet.runner(name), dataDir),
      })),
  );
  const failure: Failure = {
    kind: 'secrets-lost',
    lost: counted.value.under,
    readable: counted.value.others,
    snapshots: listed.flatMap(({ files }) => (files.ok ? files.value : [])),
    unseen: listed.flatMap(({ name, files }) => (files.ok ? [] : [name])),
    deletion: counted.value.deletion,
  };
  return failed(failure);
}
