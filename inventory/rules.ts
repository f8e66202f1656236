import type { Rule, RuleContext, Finding } from './rule.ts';
import { duplicateName, duplicateNodeName, hostNeedsName, invalidClusterName } from './rules/names.ts';
import { otherUsersHome, unreadableFile } from './rules/files.ts';
import { duplicateHost, hostInTwoClusters, jumpPort, jumpToItself, userNeeded } from './rules/hosts.ts';
import {
  longDuration,
  restartContainerOnK3s,
  windowLongerThanDeadline,
  zeroDuration,
  invalidWindow,
} from './rules/policy.ts';
import { duplicateRole, noClusters, noServers, roleNobodyHas } from './rules/roles.ts';
import type { SalvagedInventory } from './salvage.ts';

/** All rules between fields, in the reporting order for problems of one line. */
const RULES: readonly Rule[] = [
  noClusters,
  invalidClusterName,
  noServers,
  duplicateHost,
  hostInTwoClusters,
  duplicateName,
  duplicateNodeName,
  hostNeedsName,
  duplicateRole,
  roleNobodyHas,
  jumpPort,
  jumpToItself,
  userNeeded,
  otherUsersHome,
  unreadableFile,
  restartContainerOnK3s,
  zeroDuration,
  longDuration,
  windowLongerThanDeadline,
  invalidWindow,
];

/** What the rules find. */
export function ruleFindings(inventory: SalvagedInventory, context: RuleContext): readonly Finding[] {
  return RULES.flatMap((rule) => rule.check(inventory, context).map((finding) => ({ rule: rule.name, ...finding })));
}
