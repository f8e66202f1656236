import type { Failure } from './failure.ts';

/** A preflight check's verdict, with what it saw (failures.md 7.1). */
export interface Check {
  /** Stable, for example `versions-equal`. */
  readonly id: string;
  readonly verdict: 'pass' | 'warn' | 'refuse';
  /** Server it is about; `undefined`: the cluster. */
  readonly server: string | undefined;
  /** What was seen, as data: `name=value` pairs or words of the cluster itself. */
  readonly evidence: readonly string[];
  /** Upstream issues behind it, for example `k3s-io/k3s#13763`. */
  readonly issues: readonly string[];
  /** The failure behind it where a question was not answered. */
  readonly failure?: Failure;
}
