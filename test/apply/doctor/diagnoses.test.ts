import { describe, it } from 'vitest';

import { SIGNATURES, type KnownSignatureId } from '../../../src/plan/signatures.ts';
import type { Signature } from '../../../src/plan/signature.ts';
import { restartService } from '../../../src/simulator/world/service.ts';
import type { World, WorldOptions } from '../../../src/simulator/world/world.ts';
import { makeWorld, secretsEncrypt } from '../../simulator/world/make-world.ts';
import { diagnosesIn, type SentHere } from './examine-world.ts';
import { until } from './happenings.ts';
import { SCENARIOS } from './scenarios.ts';

async function inWorld<T>(options: Partial<WorldOptions>, work: (world: World) => Promise<T>): Promise<T> {
  const world = makeWorld({ timeScale: 1_000, ...options });
  try {
    return await work(world);
  } finally {
    world.dispose();
  }
}

describe('what doctor names', () => {
  it.for(['rke2', 'k3s'] as const)(
    'is nothing, given a healthy %s, and nothing that was sent changes anything',
    async (distribution, { expect }) => {
      const sent: SentHere = [];
      const found = await inWorld({ distribution }, (world) => diagnosesIn(world, {}, sent));

      expect(found).toEqual([]);
      expect(sent.length).toBeGreaterThan(20);
      expect(sent.filter(({ mutates }) => mutates)).toEqual([]);
    },
  );

  it.for(SCENARIOS)('is $id alone, given $given', async (scenario, { expect }) => {
    await inWorld(scenario.options ?? {}, async (world) => {
      await scenario.happens?.(world);
      const before = acts(world);
      const found = await diagnosesIn(world, scenario.surroundings);

      expect(found.map(({ id, servers }) => ({ id, servers }))).toEqual([
        { id: scenario.id, servers: scenario.servers },
      ]);
      expect(acts(world)).toEqual(before);
    });
  });

  it('is the rotation that goes on, and no rewrite that was cut off, given a follower that took both keys meanwhile', async ({
    expect,
  }) => {
    const found = await inWorld({ faults: ['rewrite-waits:2'] }, async (world) => {
      void secretsEncrypt(world, 's1', 'rotate-keys');
      await until(() => world.server('s1').config().keys.length === 2);
      restartService(world, world.server('s2'));
      await until(() => world.server('s2').service.state.activeState === 'active');
      expect(world.server('s2').config().keys).toHaveLength(2);
      return diagnosesIn(world);
    });
    expect(found.map(({ id }) => id)).toEqual(['rewrite-running']);
  });

  it('has a scenario for each signature', ({ expect }) => {
    const scenarios = new Set<string>(SCENARIOS.map(({ id }) => id));
    expect(Object.keys(SIGNATURES).filter((id) => !scenarios.has(id))).toEqual([]);
  });

  it('is each of two troubles that have nothing to do with each other, the more urgent first', async ({ expect }) => {
    const found = await inWorld({ faults: ['cordoned:s3', 'member-down:s2'] }, (world) => diagnosesIn(world));
    expect(found.map(({ id }) => id)).toEqual(['etcd-member-down', 'node-cordoned']);
  });

  it('is not a consequence, which the cause names instead', async ({ expect }) => {
    const found = await inWorld({ faults: ['restart-fails:s2:100000'] }, async (world) => {
      restartService(world, world.server('s2'));
      while (!world.server('s2').service.lines.some(({ text }) => text.includes('critical configuration')))
        await new Promise((resolve) => void setTimeout(resolve, 5));
      return diagnosesIn(world);
    });
    expect(found).toMatchObject([{ id: 'config-mismatch', explained: ['service-not-running'] }]);
  });

  it('is unrecognised, given something wrong that no signature recognises', async ({ expect }) => {
    const found = await inWorld({}, (world) => {
      for (const { files } of world.hosts)
        files.write('/etc/rancher/rke2/config.yaml.d/60-own.yaml', 'cluster-cidr: 10.99.0.0/16\n', { mode: 0o600 });
      return diagnosesIn(world);
    });
    expect(found).toMatchObject([{ id: 'unrecognised', details: { checks: ['restart-settings'] } }]);
  });
});

describe('the table of signatures', () => {
  const table: Readonly<Record<string, Signature<KnownSignatureId>>> = SIGNATURES;
  const explainedBy = (id: string): readonly string[] => [
    ...(table[id]?.explainsHere ?? []),
    ...(table[id]?.explainsEverywhere ?? []),
  ];

  it('has no two that explain each other, even by way of others: both would be hidden', ({ expect }) => {
    const reaches = (from: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> =>
      explainedBy(from).reduce((all, next) => (all.has(next) ? all : reaches(next, new Set([...all, next]))), seen);

    expect(Object.keys(table).filter((id) => reaches(id).has(id))).toEqual([]);
    expect(
      Object.keys(table)
        .flatMap(explainedBy)
        .filter((id) => table[id] === undefined),
    ).toEqual([]);
  });

  it('cites for each signature a page of the facts', ({ expect }) => {
    const uncited = Object.entries(table).filter(
      ([, { source }]) => !source.some((text) => text.startsWith('docs/facts/')),
    );
    expect(uncited.map(([id]) => id)).toEqual([]);
  });
});

/** What somebody did to the cluster. */
function acts(world: World): readonly string[] {
  return world.ledger.snapshot().flatMap((entry) => (entry.kind === 'line' ? [] : [`${entry.kind} ${entry.server}`]));
}
