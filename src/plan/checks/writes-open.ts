import type { Check } from '../../model/check.ts';
import type { Timing } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import { BETWEEN_ROTATIONS, differencesOf, loadedBy, settledServers } from '../settled-state.ts';
import { judge } from './check-result.ts';
import { leftOutAreGone } from './left-out.ts';

/** Input of the check. */
export interface WritesOpenInput {
  readonly facts: ClusterFacts;
  readonly timing: Timing;
  /** ms since the epoch. */
  readonly now: number;
  /** A `rotate-keys` run that freezes writes itself takes over the existing refusal and lifts the refusal at the end. */
  readonly takenOver: boolean;
}

/**
 * Finds keyturn's own refusal of writes after an unfinished run, because the refusal would also block the repair of stragglers.
 * With `writes-open` the refusal may be removed. With `writes-left-frozen` the refusal must stay, because a server, even a left-out server, may
 * still write with a key that another server no longer has. A Secret written so would be lost (measured.md 1).
 */
export function writesOpen({ facts, timing, now, takenOver }: WritesOpenInput): readonly Check[] {
  const isLeft = facts.writesFrozen === true && !takenOver;
  const mayGo = leftOutAreGone(facts) && writesWithOneKey(facts, { timing, now });
  const id = isLeft && !mayGo ? 'writes-left-frozen' : 'writes-open';
  return judge({ id, verdict: 'refuse' }, isLeft ? [{ evidence: ['writesFrozen=true'] }] : []);
}

/** Every control-plane server has the same single key in a file that the server's apiserver uses. */
function writesWithOneKey(facts: ClusterFacts, { timing, now }: Pick<WritesOpenInput, 'timing' | 'now'>): boolean {
  const when = { nowMs: now, timing };
  const servers = settledServers(facts);
  const differs = differencesOf(servers, BETWEEN_ROTATIONS, when).some(
    (difference) =>
      difference.kind === 'keys' || (difference.kind === 'file-not-the-leaders' && !difference.sameActiveKey),
  );
  const isLoaded = (one: (typeof servers)[number]): boolean => ['yes', 'long-ago'].includes(loadedBy(one, when));
  return !differs && servers.every((one) => one.filesRead && isLoaded(one));
}
