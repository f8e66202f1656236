import type { EtcdFacts } from '../../model/facts.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/**
 * etcd has the members from before the run, and all members are voters, healthy and without an alarm. The next restart can then remove one
 * member, and a cluster of three or more keeps quorum. `unhealthy` lists the servers whose own member did not report health.
 */
export function judgeEtcd(
  planned: Pick<EtcdFacts, 'members'>,
  found: Pick<EtcdFacts, 'members' | 'alarms' | 'leaderId'>,
  unhealthy: readonly string[],
): Look<undefined> {
  const foundIds = new Set(found.members.map((member) => member.id));
  const plannedIds = new Set(planned.members.map((member) => member.id));
  const observed = [
    ...planned.members.filter((member) => !foundIds.has(member.id)).map((member) => `missing=${member.name}`),
    ...found.members.filter((member) => !plannedIds.has(member.id)).map((member) => `unexpected=${member.name}`),
    ...found.members.filter((member) => member.learner).map((member) => `learner=${member.name}`),
    ...found.alarms.map((alarm) => `alarm=${alarm}`),
    ...(found.leaderId === '' || found.leaderId === '0' ? ['no leader'] : []),
    ...unhealthy.map((name) => `unhealthy=${name}`),
  ];
  if (observed.length === 0) return HOLDS;
  return { kind: 'not-yet', observed, ...(unhealthy[0] === undefined ? {} : { on: unhealthy[0] }) };
}
