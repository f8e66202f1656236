import type { Check } from '../../model/check.ts';
import type { Timing } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import { fileOnDisk, isLoaded } from '../../model/loaded.ts';
import { controlPlanes, sameKey } from '../fact-reading.ts';
import { judge } from './check-result.ts';
import { leftOutAreGone } from './left-out.ts';

/** What is looked at. */
export interface WritesOpenInput {
  readonly facts: ClusterFacts;
  readonly timing: Timing;
  /** ms since the epoch. */
  readonly now: number;
  /** A `rotate-keys` that has writes refused itself takes the refusal over, and lifts it at its end. */
  readonly takenOver: boolean;
}

/**
 * keyturn's own refusal of writes, left behind by a run that nobody ended: it would refuse the repair of stragglers. `writes-open`: it may be
 * taken away. `writes-left-frozen`: it must stay, because a server, one that is left out too, may still write with a key that another one no longer has,
 * and such a Secret would be lost (measured.md 1).
 */
export function writesOpen({ facts, timing, now, takenOver }: WritesOpenInput): readonly Check[] {
  const isLeft = facts.writesFrozen === true && !takenOver;
  const mayGo = leftOutAreGone(facts) && writesWithOneKey(facts, { timing, now });
  const id = isLeft && !mayGo ? 'writes-left-frozen' : 'writes-open';
  return judge({ id, verdict: 'refuse' }, isLeft ? [{ evidence: ['writesFrozen=true'] }] : []);
}

/** Every control-plane server has the same single key in a file that its apiserver uses. */
function writesWithOneKey(facts: ClusterFacts, { timing, now }: Pick<WritesOpenInput, 'timing' | 'now'>): boolean {
  const planes = controlPlanes(facts);
  const first = planes[0]?.encryption?.file?.keys[0];
  return planes.every(({ encryption, apiserver, clockOffsetMs }) => {
    const file = encryption?.file;
    const key = file?.keys[0];
    if (file === undefined || key === undefined || first === undefined || apiserver === undefined) return false;
    const answer = isLoaded(apiserver.loaded, fileOnDisk(file, { nowMs: now, clockOffsetMs, timing }));
    return file.keys.length === 1 && sameKey(key, first) && answer === 'yes';
  });
}
