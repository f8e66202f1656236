import type { Rewrite } from './strategy.ts';

/**
 * The point where a rotation begins or continues. The name is the entered state of the rotation chart, whose first steps detect finished work by
 * themselves.
 */
export type Entry =
  /** Secure the cluster (snapshot, sealed copies), then send the first stage command. */
  | { readonly at: 'start' }
  /** `prepare` took effect on the leader. Continue with the first roll. */
  | { readonly at: 'prepare' }
  /** `rotate` took effect on the leader. Continue with the second roll. */
  | { readonly at: 'rotate' }
  /** A rewrite was requested and may be in progress. Wait for the rewrite. */
  | { readonly at: 'reencrypt_active'; readonly rewrite: Rewrite; readonly early?: EarlyRollEnd }
  /** On a single control-plane server everything is rewritten and the old key remains. Count, then drop the old key. */
  | { readonly at: 'before-drop' }
  /** The leader has dropped the old key. Count, repair, do the last roll and prove. */
  | { readonly at: 'reencrypt_finished'; readonly early?: EarlyRollEnd };

/**
 * How an early roll ended. With `thawed` every apiserver has loaded both keys and writes go on. With `late` the rewrite ended before all
 * followers had both keys, and writes stay refused until the end of the run. Without an end the roll is still to do.
 */
export type EarlyRollEnd = 'thawed' | 'late';
