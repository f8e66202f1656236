import { isMemberOf } from '../../model/datastore.ts';
import type { ClusterFacts, EtcdMember } from '../../model/facts.ts';
import { datastoreIn, etcdServers, strangersAmong, takesCopies } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/** Share of the quota. A rotation rewrites every Secret and so grows the database (failures.md 7.1, 8). */
const SIZE_LIMIT = 0.7;
/** etcd's own default, for releases that do not report the quota. */
const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;
const SEALED_COPY_BYTES = 64 * 1024 ** 2;

/**
 * The members. A member of a Node that the inventory lacks was not asked, and `inventory-complete` refuses because of the Node, so that the
 * member counts as healthy.
 */
function membersOf(facts: ClusterFacts): readonly EtcdMember[] {
  const strangers = facts.leftOut.length === 0 ? strangersAmong(facts.nodes, facts.servers) : [];
  const isUnasked = ({ name }: EtcdMember): boolean =>
    strangers.some((node) => isMemberOf(name, { etcdMember: undefined, nodeName: node.name }));
  return (facts.etcd?.members ?? []).map((member) => (isUnasked(member) ? { ...member, healthy: true } : member));
}

const etcdVoters: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'etcd-voters', verdict: 'refuse' },
    membersOf(facts)
      .filter(({ learner }) => learner)
      .map(({ name }) => ({ evidence: [`member=${name}`, 'learner=true'] })),
  );

const etcdHealthy: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'etcd-healthy', verdict: 'refuse', issues: ['k3s-io/k3s#2316'] },
    membersOf(facts)
      .filter(({ healthy }) => !healthy)
      .map(({ name }) => ({ evidence: [`member=${name}`, 'healthy=false'] })),
  );

/** etcd has as many members as servers with etcd. A member on a lost host costs quorum (failures.md 3, rke2#3711). */
const etcdMembers: PreflightCheck = ({ facts }) => {
  const servers = etcdServers(facts).length;
  const members = membersOf(facts).length;
  const evidence = [`members=${String(members)}`, `servers=${String(servers)}`];
  return judge(
    { id: 'etcd-members', verdict: 'refuse', issues: ['rancher/rke2#3711'] },
    members > 0 && members === servers ? [] : [{ evidence }],
  );
};

/** How many of an etcd's voters must answer, so that it can be read and written. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** The voters of an etcd, how many of them are healthy and how many must be, with the counts as evidence. */
export function quorumOf(members: readonly EtcdMember[]): {
  readonly voters: number;
  readonly healthy: number;
  readonly majority: number;
  readonly evidence: readonly string[];
} {
  const voting = members.filter(({ learner }) => !learner);
  const voters = voting.length;
  const healthy = voting.filter((member) => member.healthy).length;
  const majority = majorityOf(voters);
  const evidence = [`members=${String(voters)}`, `healthy=${String(healthy)}`, `majority=${String(majority)}`];
  return { voters, healthy, majority, evidence };
}

/** A restart takes one voter away, and the remaining voters must still be a majority. Fewer than three members cannot meet the condition. */
const etcdQuorum: PreflightCheck = ({ facts }) => {
  const { voters, healthy, majority, evidence } = quorumOf(membersOf(facts));
  if (voters < 3) return judge({ id: 'etcd-quorum', verdict: 'warn' }, [{ evidence }]);
  return judge({ id: 'etcd-quorum', verdict: 'refuse' }, healthy - 1 >= majority ? [] : [{ evidence }]);
};

/** An alarm stops writes, so no step could be executed or proven. */
export const etcdAlarms: FactsCheck = ({ facts }) =>
  judge(
    { id: 'etcd-alarms', verdict: 'refuse', issues: ['rancher/rke2#11087'] },
    (facts.etcd?.alarms ?? []).map((alarm) => ({ evidence: [`alarm=${alarm}`] })),
  );

/** A rewrite writes every Secret again beside the old value, and at most doubles the space in use (failures.md 7.1, 8). */
const etcdSize: PreflightCheck = ({ facts }) => {
  if (facts.etcd === undefined) return [];
  const { dbSizeBytes, dbSizeInUseBytes, quotaBytes } = facts.etcd;
  const quota = quotaBytes === undefined || quotaBytes === 0 ? DEFAULT_QUOTA_BYTES : quotaBytes;
  const limit = quota * SIZE_LIMIT;
  const evidence = [
    `size=${String(dbSizeBytes)}`,
    `rewrite=at most ${String(dbSizeInUseBytes)}`,
    `quota=${String(quota)}`,
  ];
  const isFull = dbSizeBytes > limit;
  const maybe = !isFull && dbSizeBytes + dbSizeInUseBytes > limit;
  return judgeTwice(
    { id: 'etcd-size', issues: ['rancher/rke2#11087'] },
    { refused: isFull ? [{ evidence }] : [], warned: maybe ? [{ evidence }] : [] },
  );
};

/**
 * Free space for the sealed copies on every server, and for two copies of the datastore if keyturn makes copies, the second copy after the
 * rewrite.
 */
const freeSpace: PreflightCheck = ({ facts, cluster }) => {
  const copies = cluster.rotation.snapshot && takesCopies(facts) ? 2 * copyBytes(facts) : 0;
  const findings = facts.servers.flatMap(({ name, roles, datastore, freeBytes }): readonly Finding[] => {
    const needed = SEALED_COPY_BYTES + (roles.includes('etcd') || datastore.kind === 'kine' ? copies : 0);
    return freeBytes >= needed
      ? []
      : [{ server: name, evidence: [`free=${String(freeBytes)}`, `needed=${String(needed)}`] }];
  });
  return judge({ id: 'free-space', verdict: 'refuse' }, findings);
};

/** Largest size of one copy after a rewrite. A database behind kine already contains each older value. */
function copyBytes({ etcd, database }: ClusterFacts): number {
  return etcd === undefined ? 2 * (database?.sizeBytes ?? 0) : etcd.dbSizeBytes + etcd.dbSizeInUseBytes;
}

/** Checks for the engine's own etcd, where a restart takes a member away. */
const ownMembers: readonly PreflightCheck[] = [etcdMembers, etcdVoters, etcdHealthy, etcdQuorum, etcdAlarms, etcdSize];
/** Checks for an external etcd, whose members keep running during restarts here. */
const externalEtcd: readonly PreflightCheck[] = [etcdHealthy, etcdAlarms, etcdSize];

/** Checks etcd, if the cluster has an etcd (failures.md 7.1, 8). */
const etcdItself: PreflightCheck = (input) => {
  const kind = datastoreIn(input.facts)?.kind ?? 'etcd';
  if (kind === 'kine') return [];
  return (kind === 'etcd' ? ownMembers : externalEtcd).flatMap((check) => check(input));
};

/** The datastore's health and its room. */
export const etcdChecks: readonly PreflightCheck[] = [etcdItself, freeSpace];
