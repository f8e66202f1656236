import { takeCensus } from '../cluster/census.ts';
import { someNames } from '../cluster/key-prefix.ts';
import { gatherFacts } from '../facts/gather.ts';
import type { Check } from '../model/check.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { KeyName } from '../model/encryption.ts';
import type { Emit } from '../model/event.ts';
import type { KeyOutOfReach } from '../model/key-out-of-reach.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { inventoryComplete } from '../plan/checks/inventory.ts';
import { leftOutChecks } from '../plan/checks/left-out.ts';
import { databaseRemnants } from '../plan/checks/datastore.ts';
import { providersManaged, unusedFiles } from '../plan/checks/encryption.ts';
import { settledInFull } from '../plan/checks/settled.ts';
import { questionsAnswered, secretsSeen } from '../plan/checks/secrets.ts';
import { writesOpen } from '../plan/checks/writes-open.ts';
import { controlPlaneServers } from '../plan/fact-reading.ts';
import { keysOutOfReach } from '../plan/key-reach.ts';
import { success, type Result } from '../model/result.ts';
import type { Fleet } from '../remote/runner.ts';
import { askDatastore } from './questions/ask-datastore.ts';
import { readBackThroughAll } from './questions/read-back-all.ts';

export interface VerifyOptions {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
  readonly readBack: 'sample' | 'all';
  /** Servers to leave out because their hosts are gone. */
  readonly without?: readonly string[];
}

/** The proof alone, with all results. Read-only. */
export interface VerifyReport {
  readonly facts: ClusterFacts;
  /** Keys that encrypt Secrets but are missing on some server. Reported before any check. */
  readonly outOfReach: readonly KeyOutOfReach[];
  readonly checks: readonly Check[];
}

/**
 * Proves the state between rotations (failures.md 7.4). No rotation is unfinished. Every control-plane server has the
 * same single key, loaded by every apiserver. Every Secret in the datastore is under that key. Secrets can be read one
 * by one through every apiserver.
 */
export async function verify(options: VerifyOptions): Promise<Result<VerifyReport>> {
  const gathered = await gatherFacts(options);
  if (!gathered.ok) return gathered;
  const facts = gathered.value;
  const active = controlPlaneServers(facts)[0]?.encryption?.file?.keys[0];
  const checks = [
    ...inventoryComplete({ facts }),
    ...leftOutChecks.flatMap((check) => check({ facts })),
    ...settledInFull(facts, { nowMs: options.context.clock.now(), timing: options.cluster.timing }),
    ...providersManaged({ facts }),
    ...unusedFiles({ facts }),
    ...secretsSeen({ facts }),
    ...(active === undefined ? [] : [await censusCheck(options, facts, active)]),
    await readBackCheck(options, facts),
    ...writesOpen({ facts, timing: options.cluster.timing, now: options.context.clock.now(), takenOver: false }),
    ...databaseRemnants({ facts }),
    ...questionsAnswered({ facts }),
  ];
  return success({ facts, outOfReach: keysOutOfReach(facts), checks });
}

function check(id: string, holds: boolean, server: string | undefined, evidence: readonly string[]): Check {
  return { id, verdict: holds ? 'pass' : 'refuse', server, evidence, issues: [] };
}

async function censusCheck({ context, fleet }: VerifyOptions, facts: ClusterFacts, active: KeyName): Promise<Check> {
  const options = { knownKeys: [active], activeKey: active, maxNames: 5 };
  const counted = await askDatastore({ facts, fleet }, context, (runner, target) =>
    takeCensus(context, runner, target, options),
  );
  if (!counted.ok) return { ...check('census', false, undefined, []), failure: counted.failure };
  const { census, stragglerCount, stragglers } = counted.value;
  return check('census', stragglerCount === 0 && census.total > 0, undefined, [
    `secrets=${census.total}`,
    `under other keys=${stragglerCount}`,
    ...someNames(stragglers),
  ]);
}

async function readBackCheck(options: VerifyOptions, facts: ClusterFacts): Promise<Check> {
  const read = await readBackThroughAll({ ...options, facts }, options.context);
  if (read.ok) {
    const { sample, total, apiservers } = read.value;
    return check('read-back', sample > 0, undefined, [`read=${sample}`, `of=${total}`, `apiservers=${apiservers}`]);
  }
  return { ...check('read-back', false, undefined, []), failure: read.failure };
}
