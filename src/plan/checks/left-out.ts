import type { ClusterFacts } from '../../model/facts.ts';
import { isMemberOf } from '../../model/datastore.ts';
import { controlPlaneServers, datastoreIn, strangersAmong } from '../fact-reading.ts';
import { judge, type Finding } from './check-result.ts';
import { quorumOf } from './etcd.ts';
import type { FactsCheck } from './preflight-input.ts';

/**
 * Whether the left-out servers are also gone from the cluster. A host unreachable from here may be cut off only from here, and a server still in
 * service accepts writes under its own keys. The check works by elimination, because a lost host cannot report its names. Every Node with a
 * server's role and every member of the engine's etcd must belong to a server that answered. The engine compares the hashes of all such Nodes,
 * and refuses commands beside the Node of a lost server (engine.md, "State"). Without left-out servers the check finds nothing.
 */
const gone: FactsCheck = ({ facts }) => {
  const { nodes, servers, leftOut } = facts;
  if (leftOut.length === 0) return [];
  const findings: readonly Finding[] = [
    ...(nodes.length === 0 ? [{ evidence: ['nodes=not asked'] }] : []),
    ...strangersAmong(nodes, servers).map(({ name, ready }) => ({ evidence: [`node=${name}`, `Ready=${ready}`] })),
    ...memberFindings(facts),
    ...servingFindings(facts),
    ...(controlPlaneServers(facts).length === 0 ? [{ evidence: ['control-plane=none'] }] : []),
  ];
  // One refusal, so that the report gives the instructions once.
  const evidence = findings.flatMap((finding) => finding.evidence);
  return judge(
    { id: 'left-out-gone', verdict: 'refuse', issues: ['rancher/rke2#3711'] },
    evidence.length === 0 ? [] : [{ evidence }],
  );
};

/**
 * A server without etcd has no member whose absence could be noticed. With or without a Node, the server's apiserver writes through the etcd of
 * the other servers.
 */
function servingFindings(facts: ClusterFacts): readonly Finding[] {
  const { servingApiservers: serving } = facts;
  const planes = controlPlaneServers(facts).length;
  if (serving === undefined) return [{ evidence: ['apiservers=not asked'] }];
  const counts = [`serving=${serving.join(',')}`, `control-plane servers=${String(planes)}`];
  return serving.length > planes ? [{ evidence: counts }] : [];
}

/** Whether no left-out server can still write. The answer is yes without left-out servers. */
export function leftOutAreGone(facts: ClusterFacts): boolean {
  return gone({ facts }).every(({ verdict }) => verdict === 'pass');
}

/** Members without a server, and a quorum that would not survive the next restart only because members are down. */
function memberFindings(facts: ClusterFacts): readonly Finding[] {
  if (datastoreIn(facts)?.kind !== 'etcd') return [];
  if (facts.etcd === undefined) return [{ evidence: ['etcd=not asked'] }];
  const { members } = facts.etcd;
  const strangers = members.filter(({ name }) => !facts.servers.some((server) => isMemberOf(name, server)));
  const { healthy, majority, evidence } = quorumOf(members);
  return [
    ...strangers.map(({ name, healthy: answers }) => ({ evidence: [`member=${name}`, `healthy=${answers}`] })),
    ...(healthy < majority ? [{ evidence }] : []),
  ];
}

/** The limit of a proof. keyturn has not seen the left-out servers. */
const leftOut: FactsCheck = ({ facts }) =>
  facts.leftOut.map(({ name, tried }) => ({
    id: 'left-out',
    verdict: 'warn',
    server: name,
    evidence: tried === undefined ? ['inventory=absent'] : [`address=${tried.address}`, tried.reason],
    issues: [],
  }));

/** The checks of left-out servers. */
export const leftOutChecks: readonly FactsCheck[] = [gone, leftOut];
