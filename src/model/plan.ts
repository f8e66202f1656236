import type { Count, Milliseconds } from './units.ts';
import type { Check } from './check.ts';
import type { Distribution } from './cluster.ts';
import type { KeyName, Stage } from './encryption.ts';
import type { Entry } from './entry.ts';
import type { Rescue } from './rescue.ts';
import type { Step, StepId } from './step.ts';
import type { Course } from './strategy.ts';

/** The facts to which a plan is bound. If any of the facts changes, the plan is stale. */
export interface Fingerprint {
  readonly servers: readonly {
    readonly name: string;
    readonly nodeName: string;
    readonly roles: readonly string[];
    readonly version: string;
    readonly stage: string;
    readonly keys: readonly string[];
    readonly fileSha256: string;
  }[];
  readonly etcdMembers: readonly string[];
}

/** One difference between two fingerprints. */
export interface Drift {
  /** For example `servers.s2.version`. */
  readonly path: string;
  readonly planned: string;
  readonly found: string;
}

/** One difference between two plans. A value is `undefined` where the plan has no such place. */
export interface PlanDifference {
  /** For example `servers s2 version`, or `steps restart:prepare:s3`. */
  readonly path: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
}

/**
 * The dry run as a JSON document that can be printed, saved, diffed and applied later. Equal facts give equal bytes, because the plan contains
 * no time and no chance.
 */
export interface Plan {
  readonly schema: 'keyturn.plan/1';
  /**
   * First 12 hexadecimal digits of the SHA-256 of the plan without this field and without the command lines, which carry the id. The id also
   * names the transient units.
   */
  readonly id: string;
  readonly cluster: string;
  readonly distribution: Distribution;
  readonly course: Course;
  readonly leader: string;
  /** The start of the plan, which is `start` or the state of a foreign rotation. The plan contains the steps from this state on. */
  readonly entry: Entry;
  /** Stage of the engine when the plan was made. */
  readonly stage: Stage;
  /** The operator's own words for a backup that keyturn cannot make, of an external etcd or of a database behind kine. */
  readonly backupReference: string | undefined;
  readonly oldKey: KeyName;
  /** Only in the plan of a rescue, whose `oldKey` is the first of the missing keys. */
  readonly rescue?: Rescue;
  readonly fingerprint: Fingerprint;
  readonly checks: readonly Check[];
  readonly steps: readonly Step[];
  /** First step after which going back takes longer than finishing. */
  readonly pointOfNoReturn: StepId;
  readonly estimate: { readonly secrets: Count; readonly servers: Count; readonly totalMs: Milliseconds };
}
