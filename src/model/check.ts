import type { ProofFailure } from './failures/proof.ts';
import type { ServerFailure } from './failures/host.ts';

/** A preflight check's verdict with the evidence (failures.md 7.1). */
export interface Check {
  /** Stable, for example `versions-equal`. */
  readonly id: string;
  readonly verdict: 'pass' | 'warn' | 'refuse';
  /** The checked server, or `undefined` for the whole cluster. */
  readonly server: string | undefined;
  /** Observations as data, as `name=value` pairs or words of the cluster itself. */
  readonly evidence: readonly string[];
  /** Upstream issues behind the check, for example `k3s-io/k3s#13763`. */
  readonly issues: readonly string[];
  /** The failure behind the check if a question was not answered. */
  readonly failure?: ServerFailure | ProofFailure;
}
