import type { Check } from '../model/check.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { alertChecks } from './checks/alerts.ts';
import { encryptionChecks } from './checks/encryption.ts';
import { datastoreChecks } from './checks/datastore.ts';
import { etcdAlarms, etcdChecks } from './checks/etcd.ts';
import { inventoryChecks } from './checks/inventory.ts';
import { leftOutChecks } from './checks/left-out.ts';
import type { PreflightCheck, PreflightInput } from './checks/preflight-input.ts';
import { restartPreviewChecks } from './checks/restart-preview.ts';
import { otherActorChecks } from './checks/other-actors.ts';
import { canariesAdmitted, questionsAnswered, secretChecks, secretsUpdatable } from './checks/secrets.ts';
import { serverChecks } from './checks/servers.ts';
import { settledChecks } from './checks/settled.ts';
import { adoptedWindow, strategyChecks } from './checks/strategy.ts';
import { keySavedFirst, versionChecks } from './checks/versions.ts';
import { datastoreIn } from './fact-reading.ts';

const strategy: PreflightCheck = (input) => strategyChecks({ ...input, policy: input.cluster.rotation });
const windowOfAdopted: PreflightCheck = (input) => adoptedWindow({ ...input, policy: input.cluster.rotation });

/** Every check, in the order of the report (failures.md 7.1). */
const ALWAYS: readonly PreflightCheck[] = [
  ...inventoryChecks,
  ...leftOutChecks,
  ...serverChecks,
  ...restartPreviewChecks,
  ...versionChecks,
  ...encryptionChecks,
  ...datastoreChecks,
  ...etcdChecks,
  ...secretChecks,
  ...otherActorChecks,
  ...alertChecks,
];

/** All checks of a rotation from its beginning. */
export function preflight(input: PreflightInput): readonly Check[] {
  return [...ALWAYS, secretsUpdatable, canariesAdmitted, settledChecks, strategy, keySavedFirst].flatMap((check) =>
    check(input),
  );
}

/** The checks that remain meaningful in the middle of a rotation, while stages, keys and hashes change. */
export function preflightMidRotation(input: PreflightInput): readonly Check[] {
  return [...ALWAYS, windowOfAdopted].flatMap((check) => check(input));
}

/**
 * The checks repeated when a run is resumed, for actions that other actors may have begun since. Gates judge health, and `locate` judges
 * changing state.
 */
export function preflightOnResume(facts: ClusterFacts): readonly Check[] {
  return [...otherActorChecks, etcdAlarms].flatMap((check) => check({ facts }));
}

/**
 * Checks that the facts for `locate` are complete. Nodes or a datastore that could not be asked do not prove a changed cluster. Any other
 * question may stay open, because a run may be resumed with a sick server. A left-out server must also be gone from the cluster.
 */
export function preflightBeforeLocating(facts: ClusterFacts): readonly Check[] {
  const hasEtcd = datastoreIn(facts)?.kind !== 'kine';
  const unread = facts.nodes.length === 0 || (hasEtcd && facts.etcd === undefined) || facts.census === undefined;
  return [...(unread ? questionsAnswered({ facts }) : []), ...leftOutChecks.flatMap((check) => check({ facts }))];
}

/** Whether any check forbids the rotation. */
export function refuses(checks: readonly Check[]): boolean {
  return checks.some(({ verdict }) => verdict === 'refuse');
}
