import type { AuditProfile } from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { NamespaceFacts, TriedPods } from './cluster-facts.ts';
import type { HostAudit } from './host-facts.ts';

/** Everything that the rows are judged by. */
export interface AuditFacts {
  readonly distribution: Distribution;
  readonly profile: AuditProfile;
  /** In inventory order. A server whose host could not be read is missing. */
  readonly hosts: readonly HostAudit[];
  /** The facts of a rotation, for the row about encryption. */
  readonly cluster: ClusterFacts;
  /** `undefined` if no apiserver answered. */
  readonly namespaces: readonly NamespaceFacts[] | undefined;
  readonly tried: TriedPods | 'nothing-enforces' | 'no-answer';
  /** ms since the epoch. */
  readonly now: number;
  /** The policy of the inventory, ms. */
  readonly maxKeyAgeMs: number | undefined;
}
