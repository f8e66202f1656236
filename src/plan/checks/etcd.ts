import type { ClusterFacts, EtcdMember } from '../../model/facts.ts';
import { datastoreIn, etcdServers, takesCopies } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/** Of the quota; a rotation rewrites every Secret and so grows the database (failures.md 7.1, 8). */
const SIZE_LIMIT = 0.7;
/** etcd's own default where the release does not say. */
const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;
const SEALED_COPY_BYTES = 64 * 1024 ** 2;

function membersOf({ etcd }: ClusterFacts): readonly EtcdMember[] {
  return etcd?.members ?? [];
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

/** As many members as servers with etcd: a member of a host that is gone costs quorum (failures.md 3, rke2#3711). */
const etcdMembers: PreflightCheck = ({ facts }) => {
  const servers = etcdServers(facts).length;
  const members = membersOf(facts).length;
  const evidence = [`members=${String(members)}`, `servers=${String(servers)}`];
  return judge(
    { id: 'etcd-members', verdict: 'refuse', issues: ['rancher/rke2#3711'] },
    members > 0 && members === servers ? [] : [{ evidence }],
  );
};

/** A restart takes one voter away: the rest must still be a majority. Below three members that cannot be had. */
const etcdQuorum: PreflightCheck = ({ facts }) => {
  const voters = membersOf(facts).filter(({ learner }) => !learner);
  const healthy = voters.filter((member) => member.healthy).length;
  const majority = Math.floor(voters.length / 2) + 1;
  const evidence = [`members=${String(voters.length)}`, `healthy=${String(healthy)}`, `majority=${String(majority)}`];
  if (voters.length < 3) return judge({ id: 'etcd-quorum', verdict: 'warn' }, [{ evidence }]);
  return judge({ id: 'etcd-quorum', verdict: 'refuse' }, healthy - 1 >= majority ? [] : [{ evidence }]);
};

/** An alarm stops writes: no step could be made or proven. */
export const etcdAlarms: FactsCheck = ({ facts }) =>
  judge(
    { id: 'etcd-alarms', verdict: 'refuse', issues: ['rancher/rke2#11087'] },
    (facts.etcd?.alarms ?? []).map((alarm) => ({ evidence: [`alarm=${alarm}`] })),
  );

/** A rewrite writes every Secret anew beside what is there: at most as much again as is in use (failures.md 7.1, 8). */
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

/** Room for the sealed copies everywhere, and for two copies of the datastore where we take them, the second one after the rewrite. */
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

/** What one copy may come to, after a rewrite. A database behind kine has each older value in it already. */
function copyBytes({ etcd, database }: ClusterFacts): number {
  return etcd === undefined ? 2 * (database?.sizeBytes ?? 0) : etcd.dbSizeBytes + etcd.dbSizeInUseBytes;
}

/** A restart takes a member of the engine's own etcd away. */
const ownMembers: readonly PreflightCheck[] = [etcdMembers, etcdVoters, etcdHealthy, etcdQuorum, etcdAlarms, etcdSize];
/** Whose members stay where they are, whatever restarts here. */
const externalEtcd: readonly PreflightCheck[] = [etcdHealthy, etcdAlarms, etcdSize];

/** etcd, as far as there is one: of what is not there nothing is told (failures.md 7.1, 8). */
const etcdItself: PreflightCheck = (input) => {
  const kind = datastoreIn(input.facts)?.kind ?? 'etcd';
  if (kind === 'kine') return [];
  return (kind === 'etcd' ? ownMembers : externalEtcd).flatMap((check) => check(input));
};

/** The datastore's health and its room. */
export const etcdChecks: readonly PreflightCheck[] = [etcdItself, freeSpace];
