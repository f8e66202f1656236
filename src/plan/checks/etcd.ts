import { etcdServers } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/** Of the quota; a rotation rewrites every Secret and so grows the database (failures.md 7.1, 8). */
const SIZE_LIMIT = 0.7;
/** etcd's own default where the release does not say. */
const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;
const SEALED_COPY_BYTES = 64 * 1024 ** 2;

const etcdVoters: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'etcd-voters', verdict: 'refuse' },
    facts.etcd.members
      .filter(({ learner }) => learner)
      .map(({ name }) => ({ evidence: [`member=${name}`, 'learner=true'] })),
  );

const etcdHealthy: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'etcd-healthy', verdict: 'refuse', issues: ['k3s-io/k3s#2316'] },
    facts.etcd.members
      .filter(({ healthy }) => !healthy)
      .map(({ name }) => ({ evidence: [`member=${name}`, 'healthy=false'] })),
  );

/** As many members as servers with etcd: a member of a host that is gone costs quorum (failures.md 3, rke2#3711). */
const etcdMembers: PreflightCheck = ({ facts }) => {
  const servers = etcdServers(facts).length;
  const members = facts.etcd.members.length;
  const evidence = [`members=${String(members)}`, `servers=${String(servers)}`];
  return judge(
    { id: 'etcd-members', verdict: 'refuse', issues: ['rancher/rke2#3711'] },
    members > 0 && members === servers ? [] : [{ evidence }],
  );
};

/** A restart takes one voter away: the rest must still be a majority. Below three members that cannot be had. */
const etcdQuorum: PreflightCheck = ({ facts }) => {
  const voters = facts.etcd.members.filter(({ learner }) => !learner);
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
    facts.etcd.alarms.map((alarm) => ({ evidence: [`alarm=${alarm}`] })),
  );

/** A rewrite writes every Secret anew beside what is there: at most as much again as is in use (failures.md 7.1, 8). */
const etcdSize: PreflightCheck = ({ facts }) => {
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

/** Room for the sealed copies everywhere, and for two snapshots where there is etcd, the second one after the rewrite. */
const freeSpace: PreflightCheck = ({ facts, cluster }) => {
  const findings = facts.servers.flatMap(({ name, roles, freeBytes }): readonly Finding[] => {
    const snapshots =
      cluster.rotation.snapshot && roles.includes('etcd')
        ? 2 * (facts.etcd.dbSizeBytes + facts.etcd.dbSizeInUseBytes)
        : 0;
    const needed = SEALED_COPY_BYTES + snapshots;
    return freeBytes >= needed
      ? []
      : [{ server: name, evidence: [`free=${String(freeBytes)}`, `needed=${String(needed)}`] }];
  });
  return judge({ id: 'free-space', verdict: 'refuse' }, findings);
};

/** The datastore (failures.md 7.1, 8). */
export const etcdChecks: readonly PreflightCheck[] = [
  etcdMembers,
  etcdVoters,
  etcdHealthy,
  etcdQuorum,
  etcdAlarms,
  etcdSize,
  freeSpace,
];
