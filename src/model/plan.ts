import type { Count, Milliseconds } from './units.ts';
import type { Check } from './check.ts';
import type { Distribution } from './cluster.ts';
import type { KeyName, Stage } from './encryption.ts';
import type { Entry } from './entry.ts';
import type { Step, StepId } from './step.ts';
import type { Course } from './strategy.ts';

/** What a plan is bound to: when any of it changes, the plan is stale. */
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

/** The dry run: a JSON document that can be printed, saved, diffed and applied later. Same facts, same bytes: no time and no chance in it. */
export interface Plan {
  readonly schema: 'keyturn.plan/1';
  /** First 12 hexadecimal digits of the SHA-256 of the plan without this field and the command lines, which carry it: also names the transient units. */
  readonly id: string;
  readonly cluster: string;
  readonly distribution: Distribution;
  readonly course: Course;
  readonly leader: string;
  /** Where it begins: at `start`, or where somebody else's rotation was found. The steps are those from there on. */
  readonly entry: Entry;
  /** Stage of the engine when the plan was made. */
  readonly stage: Stage;
  /** The operator's own words for a backup that we cannot take: of an external etcd, or of a database behind kine. */
  readonly backupReference: string | undefined;
  readonly oldKey: KeyName;
  readonly fingerprint: Fingerprint;
  readonly checks: readonly Check[];
  readonly steps: readonly Step[];
  /** First step after which the way back is longer than the way forward. */
  readonly pointOfNoReturn: StepId;
  readonly estimate: { readonly secrets: Count; readonly servers: Count; readonly totalMs: Milliseconds };
}
