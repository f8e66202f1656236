import type { Rewrite } from './strategy.ts';

/**
 * Where a rotation begins or goes on. The name is the state of the rotation chart that is entered;
 * its first steps find out by themselves what is already done.
 */
export type Entry =
  /** Secure (snapshot, sealed copies), then the first stage command. */
  | { readonly at: 'start' }
  /** `prepare` has had its effect on the leader: go on with the first roll. */
  | { readonly at: 'prepare' }
  /** `rotate` has had its effect on the leader: go on with the second roll. */
  | { readonly at: 'rotate' }
  /** A rewrite was asked for and may be going on: wait for it. */
  | { readonly at: 'reencrypt_active'; readonly rewrite: Rewrite }
  /** Single control-plane server: everything is rewritten, the old key is still there: count, then drop. */
  | { readonly at: 'before-drop' }
  /** The leader has dropped the old key: count, repair, last roll, prove. */
  | { readonly at: 'reencrypt_finished' };
