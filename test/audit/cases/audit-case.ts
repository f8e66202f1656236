import type { AuditFacts } from '../../../src/audit/facts/audit-facts.ts';
import type { AuditReason, AuditStatus, GuideRow } from '../../../src/model/audit.ts';

/** Facts of a cluster, and what a row says of its first server, or of the cluster. */
export interface AuditCase {
  readonly row: GuideRow;
  readonly given: string;
  readonly facts: AuditFacts;
  readonly status: AuditStatus;
  /** Of an unknown or not applicable row. */
  readonly reason?: AuditReason;
  /** Names of the facts that decide. */
  readonly deciding?: readonly string[];
}
