import type { AuditEvidence, AuditMend, AuditReason, AuditVerdict, EvidenceVerdict } from '../../model/audit.ts';

/**
 * The verdict that follows from evidence. One failing fact fails the row. Without a failing fact, one unknown fact
 * leaves the row undecided, for `reason`.
 */
export function judged(
  evidence: readonly AuditEvidence[],
  { mend = [], reason = 'no-answer' }: { readonly mend?: readonly AuditMend[]; readonly reason?: AuditReason } = {},
): AuditVerdict {
  const has = (verdict: EvidenceVerdict): boolean => evidence.some((fact) => fact.verdict === verdict);
  if (has('fails')) return { status: 'fail', reason: undefined, evidence, mend };
  if (has('unknown')) return { status: 'unknown', reason, evidence, mend: [] };
  return { status: 'pass', reason: undefined, evidence, mend: [] };
}

/** A row that has nothing to say about a subject. */
export function notApplicable(reason: AuditReason, evidence: readonly AuditEvidence[] = []): AuditVerdict {
  return { status: 'not-applicable', reason, evidence, mend: [] };
}

/** A row that could not be decided. */
export function undecided(reason: AuditReason, evidence: readonly AuditEvidence[] = []): AuditVerdict {
  return { status: 'unknown', reason, evidence, mend: [] };
}

/** A fact with its verdict. */
export function fact(name: string, seen: string | undefined, expected: string, holds: boolean): AuditEvidence {
  return { name, seen, expected, verdict: holds ? 'holds' : 'fails' };
}

/** A fact for the reader, which decides nothing. */
export function noted(name: string, seen: string | undefined): AuditEvidence {
  return { name, seen, expected: undefined, verdict: 'noted' };
}

/** A fact that could not be read. */
export function unread(name: string, expected: string): AuditEvidence {
  return { name, seen: undefined, expected, verdict: 'unknown' };
}
