import type { ClusterFacts } from '../../model/facts.ts';
import { isMemberOf } from '../../model/etcd-member.ts';
import { controlPlanes, datastoreIn, strangersAmong } from '../fact-reading.ts';
import { judge, type Finding } from './check-result.ts';
import type { FactsCheck } from './preflight-input.ts';

/**
 * Whether the servers that are left out are gone from the cluster too: a host that cannot be reached from here may be cut off from here alone,
 * and one that still serves takes writes under the keys that it has. By elimination, because nothing on such a host can be asked for its names:
 * every Node with a server's role, and every member of the engine's etcd, belongs to a server that answered. The engine compares
 * the hashes of all Nodes with that role, and refuses its commands beside one of a server that is gone (engine.md, "State").
 * Nothing where no server is left out.
 */
const gone: FactsCheck = ({ facts }) => {
  const { nodes, servers, leftOut } = facts;
  if (leftOut.length === 0) return [];
  const findings: readonly Finding[] = [
    ...(nodes.length === 0 ? [{ evidence: ['nodes=not asked'] }] : []),
    ...strangersAmong(nodes, servers).map(({ name, ready }) => ({ evidence: [`node=${name}`, `Ready=${ready}`] })),
    ...memberFindings(facts),
    ...servingFindings(facts),
    ...(controlPlanes(facts).length === 0 ? [{ evidence: ['control-plane=none'] }] : []),
  ];
  // One refusal, so that what is to be done is said once.
  const evidence = findings.flatMap((finding) => finding.evidence);
  return judge(
    { id: 'left-out-gone', verdict: 'refuse', issues: ['rancher/rke2#3711'] },
    evidence.length === 0 ? [] : [{ evidence }],
  );
};

/** A server without etcd has no member by which it could be missed: its apiserver writes through the etcd of the others, Node or not. */
function servingFindings(facts: ClusterFacts): readonly Finding[] {
  const { servingApiservers: serving } = facts;
  const planes = controlPlanes(facts).length;
  if (serving === undefined) return [{ evidence: ['apiservers=not asked'] }];
  const counts = [`serving=${serving.join(',')}`, `control-plane servers=${String(planes)}`];
  return serving.length > planes ? [{ evidence: counts }] : [];
}

/** Whether nobody who is left out can still write; so it is where nobody is. */
export function leftOutAreGone(facts: ClusterFacts): boolean {
  return gone({ facts }).every(({ verdict }) => verdict === 'pass');
}

/** Members of nobody, and a quorum that does not survive the next restart only because members are down. */
function memberFindings(facts: ClusterFacts): readonly Finding[] {
  if (datastoreIn(facts)?.kind !== 'etcd') return [];
  if (facts.etcd === undefined) return [{ evidence: ['etcd=not asked'] }];
  const { members } = facts.etcd;
  const strangers = members.filter(({ name }) => !facts.servers.some((server) => isMemberOf(name, server)));
  const voters = members.filter(({ learner }) => !learner);
  const healthy = voters.filter((member) => member.healthy).length;
  const majority = Math.floor(voters.length / 2) + 1;
  const counts = [`members=${String(voters.length)}`, `healthy=${String(healthy)}`, `majority=${String(majority)}`];
  return [
    ...strangers.map(({ name, healthy: answers }) => ({ evidence: [`member=${name}`, `healthy=${answers}`] })),
    ...(healthy < majority ? [{ evidence: counts }] : []),
  ];
}

/** What a proof does not say: of these servers nobody has seen anything. */
const leftOut: FactsCheck = ({ facts }) =>
  facts.leftOut.map(({ name, tried }) => ({
    id: 'left-out',
    verdict: 'warn',
    server: name,
    evidence: tried === undefined ? ['inventory=absent'] : [`address=${tried.address}`, tried.reason],
    issues: [],
  }));

/** Servers that the operator leaves out. */
export const leftOutChecks: readonly FactsCheck[] = [gone, leftOut];
