import { unreachable } from '../../model/unreachable.ts';
import type { AuditEvidence, AuditVerdict, BenchmarkResult, UnjudgedRow } from '../../model/audit.ts';
import type { AuditFacts } from '../facts/audit-facts.ts';
import type { HostAudit } from '../facts/host-facts.ts';
import { defaultServiceAccounts } from '../rows/namespaces.ts';
import { judged, notApplicable, undecided } from '../rows/verdict.ts';
import { passes, wantedText } from './compare.ts';
import { lookupOn, type Lookup } from './lookup.ts';
import type { BenchmarkRow, BenchmarkTable, BenchmarkTest } from './table.ts';

/** The rows of a benchmark that a program can judge, and the others with why not. */
export interface JudgedBenchmark {
  readonly results: readonly BenchmarkResult[];
  readonly unjudged: readonly UnjudgedRow[];
}

/** Judges each automatic row for every server to which it applies, or once for the cluster. Pure. */
export function judgeBenchmark({ rows }: BenchmarkTable, facts: AuditFacts): JudgedBenchmark {
  const results = rows.flatMap((row): readonly BenchmarkResult[] => {
    const { id, title, scored, remediation, reads, judged: how } = row;
    if (how !== 'automatic' || reads === undefined) return [];
    const about = { id, title, scored, remediation };
    if (reads.kind === 'default-accounts') {
      return [{ ...about, subject: { kind: 'cluster' }, ...ownAccounts(facts) }];
    }
    return facts.cluster.servers.map(({ name }) => {
      const host = facts.hosts.find((each) => each.name === name);
      const verdict = host === undefined ? undecided('no-answer') : judgeRow(row, host, facts);
      return { ...about, subject: { kind: 'server', name }, ...verdict };
    });
  });
  const unjudged = rows.flatMap(({ id, title, judged: how, reads }): readonly UnjudgedRow[] => {
    if (how === 'automatic') return reads === undefined ? [{ id, title, why: 'workloads' }] : [];
    return [{ id, title, why: how }];
  });
  return { results, unjudged };
}

/** CIS 5.1.5 leaves kube-system out, where the guide does not. */
function ownAccounts(facts: AuditFacts): AuditVerdict {
  const namespaces = facts.namespaces?.filter(({ name }) => name !== 'kube-system');
  return { ...defaultServiceAccounts({ ...facts, namespaces }), mend: [] };
}

/** One row on one server. */
export function judgeRow(row: BenchmarkRow, host: HostAudit, facts: Pick<AuditFacts, 'cluster'>): AuditVerdict {
  const { reads, any = false } = row;
  const tests = (row.tests ?? []).map((test) => inPlace(test, host));
  const isPlane = host.roles.includes('control-plane');
  const hasEtcd = host.roles.includes('etcd');
  if (reads === undefined) return undecided('not-understood');
  if (row.source === 'etcd' && !hasEtcd) return notApplicable('no-etcd-here');
  if (isAboutPlane(row) && !isPlane) return notApplicable('no-apiserver-here');
  // A datastore behind kine needs no certificate of etcd.
  if (tests.some(({ flag }) => flag?.startsWith('etcd-') === true) && !usesEtcd(host, facts)) {
    return notApplicable('no-etcd-here');
  }
  const found = lookupOn(
    reads,
    host,
    facts.cluster.servers.find(({ name }) => name === host.name),
  );
  switch (found) {
    case 'process-not-seen':
    case 'no-answer':
      return undecided(found);
    case 'no-such-file':
      return notApplicable('no-such-file');
    default:
      return typeof found === 'function' ? verdictOf(tests, any, found) : unreachable(found);
  }
}

/** Paths among the expected values lie below the server's own data directory. */
function inPlace(test: BenchmarkTest, { dataDir }: HostAudit): BenchmarkTest {
  return test.value === undefined ? test : { ...test, value: test.value.replace(/^DATA\//, `${dataDir}/`) };
}

function isAboutPlane({ source, reads }: BenchmarkRow): boolean {
  if (source === 'controlplane') return true;
  return source === 'master' && reads?.kind !== 'mode' && reads?.kind !== 'owner';
}

function usesEtcd(host: HostAudit, { cluster }: Pick<AuditFacts, 'cluster'>): boolean {
  const datastore = cluster.servers.find(({ name }) => name === host.name)?.datastore;
  return datastore === undefined || datastore.kind !== 'kine';
}

/** With `any`, one passing test is enough, and the others only inform. */
function verdictOf(tests: readonly BenchmarkTest[], any: boolean, lookup: Lookup): AuditVerdict {
  const evidence = tests.map((test) => evidenceOf(test, lookup));
  const isEnough = any && evidence.some((facts) => facts.every(({ verdict }) => verdict === 'holds'));
  const told = isEnough
    ? evidence.map((facts) =>
        facts.map((fact) => ({ ...fact, verdict: fact.verdict === 'fails' ? 'noted' : fact.verdict }) as const),
      )
    : evidence;
  return judged(told.flat(), { reason: 'not-understood' });
}

function evidenceOf(test: BenchmarkTest, lookup: Lookup): readonly AuditEvidence[] {
  const expected =
    test.op === undefined && test.set !== false && /:/.test(test.flag ?? '') ? (test.flag ?? '') : wantedText(test);
  return lookup(test).map(({ name, seen }): AuditEvidence => {
    const holds = passes(test, seen);
    return { name, seen, expected, verdict: holds === undefined ? 'unknown' : holds ? 'holds' : 'fails' };
  });
}
