import type { Entry } from '../../model/entry.ts';
import type { Strategy } from '../../model/strategy.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Observed } from './observed.ts';

/**
 * The progress of one server's files. 0 is old key only, 1 prepare, 2 rotate, 3 new key only. `both` is a follower that started while `rotate-keys`
 * went on. It has both keys, and a state file from before (real-engine.md 7).
 */
export type Rank = 0 | 1 | 2 | 3 | 'both';

/** The rank of a server that is not in the middle of a rewrite, or `undefined` if no rotation leaves files in this state. */
export function rankOf({ layout, stage, consistent }: Observed): Rank | undefined {
  const isBetween = stage === 'start' || stage === 'reencrypt_finished';
  if (!consistent) return layout.kind === 'new-old' && isBetween ? 'both' : undefined;
  if (layout.kind === 'old') return isBetween ? 0 : undefined;
  if (layout.kind === 'old-new') return stage === 'prepare' ? 1 : undefined;
  if (layout.kind === 'new-old') return stage === 'rotate' ? 2 : undefined;
  return layout.kind === 'new' && stage === 'reencrypt_finished' ? 3 : undefined;
}

/**
 * The possible ranks of followers when the leader is at `entry` (engine.md, "Stage by stage in HA"). A follower has the leader's rank or is one
 * roll behind. A rewrite begins only when every follower writes with the new key. `rotate-keys` knows only the first and the last rank,
 * and the followers that started meanwhile.
 */
export function followerRanks(entry: Entry, strategy: Strategy): readonly Rank[] {
  switch (entry.at) {
    case 'start':
      return [0];
    case 'prepare':
      return [0, 1];
    case 'rotate':
      return [1, 2];
    case 'before-drop':
      return [2];
    case 'reencrypt_active':
      return strategy === 'rotate-keys' ? [0, 'both'] : [2];
    case 'reencrypt_finished':
      return strategy === 'rotate-keys' ? [0, 'both', 3] : [2, 3];
    default:
      return unreachable(entry);
  }
}
