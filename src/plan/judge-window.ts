import { isRewriting, type EncryptionFile, type ServerState } from '../model/encryption.ts';

/** Observations that show whether a follower that restarts now takes both keys (real-engine.md 7). */
export interface WindowSigns {
  /** Name of the key that goes. */
  readonly oldKey: string;
  readonly follower: EncryptionFile;
  /** Whether this run has already requested the follower's restart. */
  readonly isRestarted: boolean;
  readonly leader: ServerState;
  /** Revision of the datastore's copy of the credential files, now and before the command. */
  readonly saved: { readonly now: number; readonly before: number };
  /** Secrets under either key. */
  readonly counted: { readonly old: number; readonly new: number };
  /** Number of canaries that the run itself may have written under the new key. */
  readonly canaries: number;
}

/** The fastest measured rewrite, Secrets a second (real-engine.md 5). */
const REWRITTEN_PER_SECOND_AT_MOST = 125;
/** From the request of a restart until the service has read the datastore, s. A measured start beside the rewrite took 44 s in all. */
const TAKES_FILES_WITHIN_SECONDS = 20;

/**
 * Whether a follower may restart now.
 * - `open`: the restart brings both keys, or was requested already, so that only its gates are left.
 * - `closed`: the leader has no second key any more, nobody rewrites, or the rewrite ends too soon.
 * - `not-yet`: the engine has not saved both keys.
 *
 * Before the first rewritten Secret the leader still waits for the reload of its own apiserver, and how long is unknown. A follower that restarts
 * then and comes too late takes the new key alone. No Secret can be lost by that, because writes are refused.
 */
export function judgeWindow(signs: WindowSigns): 'open' | 'closed' | 'not-yet' {
  const { oldKey, follower, isRestarted, leader, saved, counted, canaries } = signs;
  if (isRestarted || holdsBoth(follower, oldKey)) return 'open';
  if (!isRewriting(leader.annotation?.stage)) return 'closed';
  // The engine adds the new key at the end of its file first.
  if (leader.file.keys.length === 2 && leader.file.keys[0]?.name === oldKey) return 'not-yet';
  if (!holdsBoth(leader.file, oldKey)) return 'closed';
  if (saved.now <= saved.before) return 'not-yet';
  const hasBegun = counted.new > canaries;
  const endsTooSoon = counted.old < TAKES_FILES_WITHIN_SECONDS * REWRITTEN_PER_SECOND_AT_MOST;
  return hasBegun && endsTooSoon ? 'closed' : 'open';
}

/** The new key first and the old key second, as `rotate-keys` writes them before its rewrite. */
export function holdsBoth({ keys }: EncryptionFile, oldKey: string): boolean {
  return keys.length === 2 && keys[0]?.name !== oldKey && keys[1]?.name === oldKey;
}
