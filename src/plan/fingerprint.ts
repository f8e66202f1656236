import { keyLabel } from '../model/encryption.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Drift, Fingerprint, Plan } from '../model/plan.ts';

/** The facts to which a plan is bound. The fingerprint stays the same from look to look unless an actor changed the cluster. */
export function fingerprintOf(facts: ClusterFacts): Fingerprint {
  const servers = facts.servers.map(({ name, nodeName, roles, binaryVersion, encryption }) => ({
    name,
    nodeName,
    roles: [...roles].sort(),
    version: binaryVersion,
    stage: encryption?.state?.stage ?? '',
    keys: (encryption?.file?.keys ?? []).map(keyLabel),
    fileSha256: encryption?.file?.sha256 ?? '',
  }));
  return {
    servers: servers.sort((one, other) => (one.name < other.name ? -1 : 1)),
    etcdMembers: (facts.etcd?.members ?? []).map(({ name }) => name).sort(),
  };
}

/** The differences between two fingerprints. `absent` and `present` mark a whole server. */
export function driftBetween(planned: Fingerprint, found: Fingerprint): readonly Drift[] {
  const names = [...new Set([...planned.servers, ...found.servers].map(({ name }) => name))].sort();
  const servers = names.flatMap((name) => {
    const before = planned.servers.find((server) => server.name === name);
    const now = found.servers.find((server) => server.name === name);
    const path = `servers.${name}`;
    if (before === undefined) return [{ path, planned: 'absent', found: 'present' }];
    if (now === undefined) return [{ path, planned: 'present', found: 'absent' }];
    return [
      ...difference(`${path}.nodeName`, before.nodeName, now.nodeName),
      ...difference(`${path}.roles`, before.roles.join(' '), now.roles.join(' ')),
      ...difference(`${path}.version`, before.version, now.version),
      ...difference(`${path}.stage`, before.stage, now.stage),
      ...difference(`${path}.keys`, before.keys.join(' '), now.keys.join(' ')),
      ...difference(`${path}.fileSha256`, before.fileSha256, now.fileSha256),
    ];
  });
  return [...servers, ...difference('etcdMembers', planned.etcdMembers.join(' '), found.etcdMembers.join(' '))];
}

/**
 * The differences between a saved plan and the plan from today's facts. The comparison covers the fingerprint, the course and every command
 * line, so that keyturn sends exactly the lines that the operator has read.
 */
export function driftBetweenPlans(planned: Plan, found: Plan): readonly Drift[] {
  const ids = [...new Set([...planned.steps, ...found.steps].map(({ id }) => id))];
  const linesOf = (plan: Plan, id: string): string =>
    (plan.steps.find((step) => step.id === id)?.commands ?? [])
      .map(({ server, line }) => `${server}: ${withoutPlanId(line, plan.id)}`)
      .join('\n');
  return [
    ...driftBetween(planned.fingerprint, found.fingerprint),
    ...difference('cluster', planned.cluster, found.cluster),
    ...difference('leader', planned.leader, found.leader),
    ...difference('entry', entryOf(planned), entryOf(found)),
    ...difference('course.strategy', planned.course.strategy, found.course.strategy),
    ...difference('course.datastore', planned.course.datastore, found.course.datastore),
    ...difference('course.order', orderOf(planned), orderOf(found)),
    ...ids.flatMap((id) => difference(`steps.${id}`, linesOf(planned, id), linesOf(found, id))),
  ];
}

/** Removes the id from names and from the values of canaries, which begin with the id. Twelve characters are sixteen in base64. */
export function withoutPlanId(line: string, id: string): string {
  return line.replaceAll(id, '<plan id>').replaceAll(Buffer.from(id).toString('base64'), '<plan id>');
}

function entryOf({ entry }: Plan): string {
  return 'rewrite' in entry ? `${entry.at} ${entry.rewrite}` : entry.at;
}

function orderOf(plan: Plan): string {
  return plan.course.order.map(({ name }) => name).join(' ');
}

function difference(path: string, planned: string, found: string): readonly Drift[] {
  return planned === found ? [] : [{ path, planned, found }];
}
