import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { mayHaveExpired, outlivesItsList } from '../../src/plan/list-life.ts';
import { SAMPLE_FACTS, withServer } from '../support/sample-facts.ts';

const { three } = SAMPLE_FACTS;

/** As many Secrets, and compaction intervals of the three apiservers. */
function facts(secrets: number, ...compactionMs: readonly (number | undefined)[]): ClusterFacts {
  const counted = { ...three, census: { ...three.census, total: secrets } };
  return ['s1', 's2', 's3'].reduce<ClusterFacts>((before, name, index) => {
    const apiserver = before.servers.find((server) => server.name === name)?.apiserver;
    return apiserver === undefined
      ? before
      : withServer(before, name, { apiserver: { ...apiserver, compactionMs: compactionMs[index] } });
  }, counted);
}

describe('the list by which the engine rewrites', () => {
  it.each([
    ['21,000 Secrets and the default everywhere', facts(21_000), false],
    ['22,000 Secrets and the default everywhere', facts(22_000), true],
    ['22,000 Secrets and an hour everywhere', facts(22_000, 3_600_000, 3_600_000, 3_600_000), false],
    ['22,000 Secrets and an hour on all but one', facts(22_000, 3_600_000, undefined, 3_600_000), true],
    ['a million Secrets and apiservers that never compact', facts(1_000_000, 0, 0, 0), false],
    ['22,000 Secrets and one that compacts', facts(22_000, 0, 300_000, 0), true],
  ])('given %s', (_given, seen, outlives) => {
    expect(outlivesItsList(seen)).toBe(outlives);
  });

  it('given a rewrite that stopped, then it may have expired from the shortest interval on, as far as the last progress tells', () => {
    const sentAt = 1_000_000;

    expect(mayHaveExpired(facts(30_000), { sentAt, movedAt: sentAt + 260_000 })).toBe(false);
    expect(mayHaveExpired(facts(30_000), { sentAt, movedAt: sentAt + 295_000 })).toBe(true);
    expect(mayHaveExpired(facts(30_000, 0, 0, 0), { sentAt, movedAt: sentAt + 9_000_000 })).toBe(false);
  });
});
