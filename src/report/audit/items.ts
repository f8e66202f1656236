import type { AuditEvidence, AuditFindings, AuditStatus } from '../../model/audit.ts';
import type { Hints } from '../hints.ts';
import { mendText } from './mend-text.ts';
import { REASON_WORDS, ROW_WORDS } from './row-words.ts';

/** One result in words, whether of the guide or of a benchmark. Every form of output is made of these. */
export interface AuditItem {
  /** `kernel-parameters`, or with the benchmark `rke2-cis-1.12/1.2.15`. Stable for baselines. */
  readonly id: string;
  readonly title: string;
  /** What the guide or the benchmark says. */
  readonly says: string;
  /** Ids of the benchmark and of the STIG that look at the same. */
  readonly ids: readonly string[];
  /** The server's name, or `undefined` for the whole cluster. */
  readonly server: string | undefined;
  readonly status: AuditStatus;
  /** Why the result is unknown or not applicable. */
  readonly reason: string | undefined;
  /** A row that is not scored does not count for the exit code. */
  readonly scored: boolean;
  readonly evidence: readonly AuditEvidence[];
  /** What would mend a failure, as lines of advice. */
  readonly mend: readonly string[];
}

/** All results, those of the guide first, each in the order of its source. */
export function auditItems(findings: AuditFindings, hints: Hints): readonly AuditItem[] {
  const { rows, benchmark } = findings;
  const guide = rows.map(({ row, subject, status, reason, evidence, mend }): AuditItem => {
    const { title, says, stig } = ROW_WORDS[row];
    const cis = (benchmark?.ids[row] ?? []).map((id) => `${benchmark?.name ?? ''}/${id}`);
    return {
      id: row,
      title,
      says,
      ids: [...cis, ...stig],
      server: subject.kind === 'server' ? subject.name : undefined,
      status,
      reason: reason === undefined ? undefined : REASON_WORDS[reason],
      scored: true,
      evidence,
      mend: mend.flatMap((each) => mendText(each, hints)),
    };
  });
  const others = (benchmark?.results ?? []).map(
    ({ id, title, subject, status, reason, scored, evidence, remediation }): AuditItem => ({
      id: `${benchmark?.name ?? ''}/${id}`,
      title,
      says: remediation,
      ids: [],
      server: subject.kind === 'server' ? subject.name : undefined,
      status,
      reason: reason === undefined ? undefined : REASON_WORDS[reason],
      scored,
      evidence,
      mend: [],
    }),
  );
  return [...guide, ...others];
}

/** The facts that decided a failing or unknown result. */
export function decidingFacts({ status, evidence }: Pick<AuditItem, 'status' | 'evidence'>): AuditItem['evidence'] {
  if (status === 'fail') return evidence.filter(({ verdict }) => verdict === 'fails');
  return status === 'unknown' ? evidence.filter(({ verdict }) => verdict === 'unknown') : [];
}
