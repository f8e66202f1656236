import type { ServerState } from '../model/encryption.ts';
import type { Rewrite } from '../model/strategy.ts';
import { filesAgree } from './settled-state.ts';

/** Observations that show the progress of a rewrite on the leader. */
export interface RewriteSigns {
  readonly rewrite: Rewrite;
  readonly leader: ServerState;
  readonly oldKey: string;
  /** The cause in the service's own failure event, or `undefined` without an event. */
  readonly failedEvent: string | undefined;
  /** The cause, or the error's number, if the server answered a begun command with an error. The rewrite will not continue. */
  readonly gaveUp: string | undefined;
  /** The service restarted after it had accepted the command. */
  readonly restarted: boolean;
}

/** The state of the rewrite. With `gave-up` the engine aborted the rewrite. With `restarted` the rewrite died with the service. */
export type RewriteVerdict =
  | { readonly kind: 'over' | 'goes-on' | 'restarted' }
  | { readonly kind: 'gave-up'; readonly cause: string };

/**
 * Only the stage proves success, never an exit code (failures.md A2, 7.3). A rewrite that keeps the old key may stop early, because the
 * following census finds and rewrites the remaining Secrets.
 */
export function judgeRewrite(signs: RewriteSigns): RewriteVerdict {
  const { rewrite, leader, oldKey, failedEvent, gaveUp, restarted } = signs;
  const keys = leader.file.keys.map(({ name }) => name);
  const { stage } = leader.state;
  const isDropped = stage === 'reencrypt_finished' && keys.length === 1 && keys[0] !== oldKey;
  const isKept = stage === 'rotate' && keys.length === 2 && keys[1] === oldKey;
  if (filesAgree(leader, true) && (rewrite === 'drop-old' ? isDropped : isKept)) return { kind: 'over' };
  const cause = failedEvent ?? gaveUp;
  if (cause !== undefined) return { kind: 'gave-up', cause };
  return { kind: restarted || isAbandoned(leader, oldKey) ? 'restarted' : 'goes-on' };
}

/**
 * `rotate-keys` sets the annotation first and then writes [new, old], a file that the state file does not describe. Without the annotation no
 * process continues the rewrite, because a restarted service has reset the annotation to the content of the state file (failures.md 4).
 */
function isAbandoned({ file, state, annotation }: ServerState, oldKey: string): boolean {
  const isTorn = file.sha256 !== state.sha256 && file.keys.length === 2 && file.keys[1]?.name === oldKey;
  return isTorn && annotation !== undefined && annotation.stage === state.stage && annotation.sha256 === state.sha256;
}
