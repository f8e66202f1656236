import type { Count } from '../units.ts';
import type { Stage } from '../encryption.ts';
import type { CensusMoment } from '../step.ts';

/** What is not as it should be on one control-plane server after a rotation (failures.md 7.4). */
export type StateDifference =
  /** Its state file names another stage than the last one. */
  | { readonly kind: 'stage'; readonly server: string; readonly stage: Stage }
  /** Its file has not the new key alone. */
  | { readonly kind: 'keys'; readonly server: string; readonly keys: readonly string[] }
  /** Its file, its state file and its Node's annotation do not belong together. */
  | { readonly kind: 'files-disagree'; readonly server: string }
  | { readonly kind: 'file-not-the-leaders'; readonly server: string }
  /** A Node with a server's role that the run does not know: it joined meanwhile, and may have the old key. */
  | { readonly kind: 'server-unknown'; readonly server: string }
  /** Its apiserver does not certainly use the file on its disk. */
  | { readonly kind: 'not-loaded'; readonly server: string };

/** Secrets are still under the old key, and no server is left through which they can be rewritten, or the repair did not help. */
interface StragglersRemain {
  readonly kind: 'stragglers-remain';
  readonly moment: CensusMoment | 'proof';
  readonly count: Count;
  readonly names: readonly string[];
  readonly repairable: boolean;
}

/** Secrets cannot be read through a server. */
interface SecretsUnreadable {
  readonly kind: 'secrets-unreadable';
  readonly server: string;
  readonly count: Count;
  readonly names: readonly string[];
}

/** The final state is not the expected one. */
interface ProofFailed {
  readonly kind: 'proof-failed';
  readonly differences: readonly StateDifference[];
}

export type ProofFailure = StragglersRemain | SecretsUnreadable | ProofFailed;
