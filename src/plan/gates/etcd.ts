import type { EtcdFacts } from '../../model/facts.ts';
import { HOLDS, type Look } from '../../model/look.ts';

/**
 * The same members as before the run, all of them voters, healthy and without an alarm: then the next restart can take one away
 * and a cluster of three or more keeps its quorum. `unhealthy`: servers whose own member did not say that it is well.
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
