import type { GuideRow } from '../../model/audit.ts';
import type { BenchmarkTable } from './table.ts';

/** Words of the titles of a benchmark's rows. Ids move with every release, and titles stay (hardening.md 7). */
const TITLES: Readonly<Partial<Record<GuideRow, readonly string[]>>> = {
  'etcd-user': ['etcd data directory permissions', 'etcd data directory ownership'],
  'network-policies': ['Namespaces have Network Policies', 'Namespaces have NetworkPolicies'],
  'default-service-accounts': ['default service accounts are not actively used'],
  'audit-log': ['--audit-log-', 'minimal audit policy', 'audit policy covers'],
  'pod-security-admission': ['active policy control mechanism'],
  'secrets-encryption': ['--encryption-provider-config', 'encryption providers'],
};

/** The ids of a benchmark by the rows of the guide that look at the same. */
export function guideIds({ rows }: BenchmarkTable): Readonly<Partial<Record<GuideRow, readonly string[]>>> {
  return Object.fromEntries(
    Object.entries(TITLES).map(([row, words]) => [
      row,
      rows.filter(({ title }) => words.some((word) => title.includes(word))).map(({ id }) => id),
    ]),
  );
}
