import { describe, it } from 'vitest';

import { SIGNATURES } from '../../../src/plan/signatures.ts';
import { makeWorld } from '../../simulator/world/make-world.ts';
import { diagnosesIn, type SentHere } from './examine-world.ts';
import { SCENARIOS } from './scenarios.ts';

describe('what doctor names', () => {
  it('is nothing, given a healthy cluster, and nothing that was sent changes anything', async ({ expect }) => {
    for (const distribution of ['rke2', 'k3s'] as const) {
      const world = makeWorld({ distribution });
      const sent: SentHere = [];
      try {
        expect(await diagnosesIn(world, {}, sent)).toEqual([]);
      } finally {
        world.dispose();
      }
      expect(sent.length).toBeGreaterThan(20);
      expect(sent.filter(({ mutates }) => mutates)).toEqual([]);
    }
  });

  it.for(SCENARIOS)('is $id alone, given $given', async (scenario, { expect }) => {
    const world = makeWorld({ timeScale: 1_000, ...scenario.options });
    try {
      await scenario.happens?.(world);
      const before = changesIn(world.ledger.snapshot());
      const found = await diagnosesIn(world, scenario.surroundings);

      expect(found.map(({ id, servers }) => ({ id, servers }))).toEqual([
        { id: scenario.id, servers: scenario.servers },
      ]);
      expect(changesIn(world.ledger.snapshot())).toEqual(before);
    } finally {
      world.dispose();
    }
  });

  it('has a scenario for each signature', ({ expect }) => {
    const scenarios = new Set<string>(SCENARIOS.map(({ id }) => id));
    expect(Object.keys(SIGNATURES).filter((id) => !scenarios.has(id))).toEqual([]);
  });
});

/** What somebody did to the cluster, but for the crashes that systemd answers by itself. */
function changesIn(ledger: ReturnType<ReturnType<typeof makeWorld>['ledger']['snapshot']>): readonly string[] {
  return ledger.flatMap((entry) => (entry.kind === 'line' ? [] : [`${entry.kind} ${entry.server}`]));
}
