import type { ServerState } from '../model/encryption.ts';
import type { Rewrite } from '../model/strategy.ts';
import { isConsistent } from './server-state.ts';

/** What shows how a rewrite of the Secrets stands on the leader. */
export interface RewriteSigns {
  readonly rewrite: Rewrite;
  readonly leader: ServerState;
  readonly oldKey: string;
  /** The cause in the service's own event that it failed; `undefined` without one. */
  readonly failedEvent: string | undefined;
  /** The server answered the command with an error after it had begun: it will not go on. The cause, or the error's number. */
  readonly gaveUp: string | undefined;
  /** The service is another one than that which took the command. */
  readonly restarted: boolean;
}

/** How it stands. `gave-up`: the engine ended it half-way; `restarted`: it died with its service. */
export type RewriteVerdict =
  | { readonly kind: 'over' | 'goes-on' | 'restarted' }
  | { readonly kind: 'gave-up'; readonly cause: string };

/**
 * Success is the stage, never an exit code (failures.md A2, 7.3). A rewrite that keeps the old key may stop early: the census that follows
 * finds what is left and rewrites it.
 */
export function judgeRewrite(signs: RewriteSigns): RewriteVerdict {
  const { rewrite, leader, oldKey, failedEvent, gaveUp, restarted } = signs;
  const keys = leader.file.keys.map(({ name }) => name);
  const { stage } = leader.state;
  const isDropped = stage === 'reencrypt_finished' && keys.length === 1 && keys[0] !== oldKey;
  const isKept = stage === 'rotate' && keys.length === 2 && keys[1] === oldKey;
  if (isConsistent(leader) && (rewrite === 'drop-old' ? isDropped : isKept)) return { kind: 'over' };
  const cause = failedEvent ?? gaveUp;
  if (cause !== undefined) return { kind: 'gave-up', cause };
  return { kind: restarted || isAbandoned(leader, oldKey) ? 'restarted' : 'goes-on' };
}

/**
 * `rotate-keys` sets the annotation first and then writes [new, old], which its state file does not speak of. Without the annotation nobody is
 * at that rewrite any more: a service that was started since has put the annotation back to what its state file says (failures.md 4).
 */
function isAbandoned({ file, state, annotation }: ServerState, oldKey: string): boolean {
  const isTorn = file.sha256 !== state.sha256 && file.keys.length === 2 && file.keys[1]?.name === oldKey;
  return isTorn && annotation !== undefined && annotation.stage === state.stage && annotation.sha256 === state.sha256;
}
