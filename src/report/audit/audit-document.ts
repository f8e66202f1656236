import {
  countByStatus,
  type AuditEvidence,
  type AuditProfile,
  type AuditReason,
  type AuditStatus,
  type BenchmarkFindings,
  type BenchmarkName,
  type GuideRow,
  type UnjudgedRow,
} from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { Code, Count } from '../../model/units.ts';
import { failureText } from '../failure-text.ts';
import type { AuditShown } from './audit-text.ts';
import { auditChanges, type AuditChange } from './changes.ts';
import { isOfGuide, type AuditItem } from './items.ts';
import { REASON_WORDS, ROW_WORDS } from './row-words.ts';

/** One row of the guide for one server, or for the cluster. */
interface AuditedRow {
  readonly row: GuideRow;
  readonly title: string;
  /** Where the guide speaks of it, and what it says in short. */
  readonly guide: { readonly section: string; readonly says: string };
  /** Ids of the DISA RKE2 STIG. */
  readonly stig: readonly string[];
  /** Ids of the benchmark that look at the same. */
  readonly cis: readonly string[];
  /** The server's name in the inventory, or `null` for a row of the whole cluster. */
  readonly server: string | null;
  readonly status: AuditStatus;
  /** Why the row is unknown or not applicable. */
  readonly reason: { readonly kind: AuditReason; readonly text: string } | null;
  readonly evidence: readonly AuditEvidence[];
  /** What would mend a failing row. keyturn runs none of it. */
  readonly mend: readonly string[];
  /** Who accepted a failure, until when and why. */
  readonly accepted: string | null;
  /** An acceptance that is past, and what another scanner says. */
  readonly notes: readonly string[];
}

/** One row of a CIS benchmark for one server, or for the cluster. */
interface AuditedBenchmarkRow {
  readonly id: string;
  readonly title: string;
  readonly scored: boolean;
  readonly server: string | null;
  readonly status: AuditStatus;
  readonly reason: { readonly kind: AuditReason; readonly text: string } | null;
  readonly evidence: readonly AuditEvidence[];
  /** What the benchmark says to do. */
  readonly remediation: string;
  readonly accepted: string | null;
  readonly notes: readonly string[];
}

/** The whole output of `keyturn audit --output json`. */
export interface AuditDocument {
  readonly schema: 'keyturn.audit/1';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly keyturn: string;
  readonly cluster: string;
  readonly distribution: Distribution;
  readonly profile: AuditProfile;
  readonly exitCode: Code;
  readonly counts: Readonly<Record<AuditStatus, Count>>;
  readonly rows: readonly AuditedRow[];
  /** The rows of the CIS benchmark, or `null` where none was asked for, or none fits the release. */
  readonly benchmark: {
    readonly name: BenchmarkName;
    /** Where its definitions are from. */
    readonly notice: string;
    readonly counts: Readonly<Record<AuditStatus, Count>>;
    readonly rows: readonly AuditedBenchmarkRow[];
    /** Rows that were not judged, and why. */
    readonly unjudged: readonly UnjudgedRow[];
  } | null;
  /** What differs from the earlier audit, or `null` without one. */
  readonly changes: readonly AuditChange[] | null;
  /** Servers that could not be asked, or not about everything. */
  readonly unasked: readonly { readonly server: string; readonly text: string }[];
}

/** Everything that was found. `now` is in ms since the epoch. */
export function auditDocument(
  { distribution, findings, items, unasked, earlier }: AuditShown,
  about: { readonly now: number; readonly version: string; readonly exitCode: Code },
): AuditDocument {
  const guide = items.filter(isOfGuide);
  const others = items.filter((item) => !isOfGuide(item));
  return {
    schema: 'keyturn.audit/1',
    at: new Date(about.now).toISOString(),
    keyturn: about.version,
    cluster: findings.cluster,
    distribution,
    profile: findings.profile,
    exitCode: about.exitCode,
    counts: countByStatus(findings.rows),
    rows: findings.rows.map(({ row, subject, status, reason, evidence }, index) => {
      const item = guide[index];
      const { title, section, says, stig } = ROW_WORDS[row];
      return {
        row,
        title,
        guide: { section, says },
        stig,
        cis: findings.benchmark?.ids[row] ?? [],
        server: subject.kind === 'server' ? subject.name : null,
        status,
        reason: reason === undefined ? null : { kind: reason, text: REASON_WORDS[reason] },
        evidence,
        mend: item?.mend ?? [],
        accepted: item?.accepted ?? null,
        notes: item?.notes ?? [],
      };
    }),
    benchmark: benchmarkDocument(findings.benchmark, others),
    changes: earlier === undefined ? null : auditChanges(items, earlier),
    unasked: unasked.map(({ name, failure }) => ({ server: name, text: failureText(failure).what })),
  };
}

function benchmarkDocument(
  benchmark: BenchmarkFindings | undefined,
  items: readonly AuditItem[],
): AuditDocument['benchmark'] {
  if (benchmark === undefined) return null;
  const { name, notice, results, unjudged } = benchmark;
  return {
    name,
    notice,
    counts: countByStatus(results),
    rows: results.map(({ id, title, scored, subject, status, reason, evidence, remediation }, index) => ({
      id,
      title,
      scored,
      server: subject.kind === 'server' ? subject.name : null,
      status,
      reason: reason === undefined ? null : { kind: reason, text: REASON_WORDS[reason] },
      evidence,
      remediation,
      accepted: items[index]?.accepted ?? null,
      notes: items[index]?.notes ?? [],
    })),
    unjudged,
  };
}
