import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { SAVES_AT_THE_END } from './support/saves-at-the-end.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

const FREEZE = ['--strategy', 'rotate-keys', '--freeze-writes'];
/** The rewrite waits for both followers, so that the speed of the machine never decides who comes first. */
const IN_TIME = 'rewrite-waits:2';
/** Longer than any reload and rewrite of the leader, simulated ms. */
const AFTER_THE_REWRITE = 200_000;

/** The steps that were finished, in their order, by `--output ndjson`. */
function stepsIn(ndjson: string): readonly string[] {
  const events = ndjson.split('\n').filter((line) => line.includes('"type":"step-finished"'));
  return events.map((line) => (JSON.parse(line) as { readonly step: string }).step);
}

function rotate(simulation: RunningSimulation, ...more: readonly string[]) {
  return keyturn(rotateArguments(simulation, ...more, '--output', 'ndjson'));
}

/** The servers whose service was restarted, in order. */
async function restartsOf(simulation: RunningSimulation): Promise<readonly string[]> {
  const ledger = await simulation.ledger();
  return ledger.filter(({ kind }) => kind === 'service-restart').map(({ server }) => server);
}

/** The policy that refuses writes or deletions is not there. */
async function isOpen(simulation: RunningSimulation): Promise<boolean> {
  const place = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
  const { stdout } = await keyturn(['status', ...place, '--output', 'json']);
  return /"writesFrozen":\s*false/.test(stdout);
}

describe.concurrent('followers that take both keys while rotate-keys goes on', () => {
  const CLUSTERS = [
    { name: 'aescbc keys', options: {}, more: FREEZE },
    {
      name: 'secretbox keys on K3s',
      options: { provider: 'secretbox', distribution: 'k3s' },
      more: ['--freeze-writes'],
    },
  ] as const;
  for (const { name, options, more } of CLUSTERS) {
    it(`given ${name} and writers at work, when both come in time, then writes go on before the rewrite is over, and none is lost`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ ...options, writers: true, faults: [IN_TIME] });

      const result = await rotate(simulation, ...more);

      expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
      const steps = stepsIn(result.stdout);
      const order = ['restart:early:s2', 'restart:early:s3', 'loaded:early', 'allow-writes', 'rewrite-finished'];
      expect(steps.filter((step) => order.includes(step))).toEqual(order);
      expect(steps.indexOf('unfreeze-writes')).toBeLessThan(steps.indexOf('restart:reencrypt_finished:s1'));
      expect(await restartsOf(simulation)).toEqual(['s2', 's3', 's1', 's2', 's3']);
      expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
      expect(Object.keys(await simulation.secrets())).toHaveLength(1);
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
      expect(await isOpen(simulation)).toBe(true);
    });
  }

  it('given a follower that comes back after the rewrite, then writes stay refused until the last roll, which is said, and none is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({
      writers: true,
      timeScale: 120,
      faults: [`slow-restart:s2:${String(AFTER_THE_REWRITE)}`],
    });

    const result = await rotate(simulation, ...FREEZE);

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const steps = stepsIn(result.stdout);
    expect(result.stdout).toContain('"type":"early-roll-late"');
    expect(steps).not.toContain('allow-writes');
    expect(steps.indexOf('unfreeze-writes')).toBeGreaterThan(steps.indexOf('loaded:reencrypt_finished'));
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
    expect(await isOpen(simulation)).toBe(true);
  });

  it('given a release that saves both keys only at the end, then no follower restarts before', async ({ expect }) => {
    await using simulation = await startSimulation({ writers: true, ...SAVES_AT_THE_END });

    const result = await rotate(simulation, '--freeze-writes');

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout).not.toContain(':early:');
    expect(await restartsOf(simulation)).toEqual(['s1', 's2', 's3']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given it is killed while writes are being allowed again, when it is resumed, then it ends as if it had not been', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true, faults: [IN_TIME] });
    await killedRun(simulation, '"type":"step-started","step":"allow-writes"', ...FREEZE);

    const resumed = await rotate(simulation, '--resume');

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
    expect(await restartsOf(simulation)).toEqual(['s2', 's3', 's1', 's2', 's3']);
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
    expect(await isOpen(simulation)).toBe(true);
  });
});
