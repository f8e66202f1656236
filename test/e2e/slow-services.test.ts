import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { until } from './support/plain-script.ts';
import {
  engineCommands,
  restartedServers,
  startSimulation,
  type LedgerEntry,
  type RunningSimulation,
} from './support/simulation.ts';

const TIME_SCALE = 60;

const EACH_IN_THREE_ROLLS = ['s1', 's2', 's3', 's1', 's2', 's3', 's1', 's2', 's3'];

/** How long it took from each entry of the one kind to the first of the other after it, ms, as the servers saw it. */
async function gapsBetween(
  simulation: RunningSimulation,
  isFirst: (entry: LedgerEntry) => boolean,
  isNext: (entry: LedgerEntry) => boolean,
): Promise<readonly number[]> {
  const ledger = await simulation.ledger();
  return ledger.flatMap((entry, index) => {
    const next = isFirst(entry) ? ledger.slice(index + 1).find(isNext) : undefined;
    return next === undefined ? [] : [next.atMs - entry.atMs];
  });
}

function restartOf(name: string): (entry: LedgerEntry) => boolean {
  return ({ kind, server }) => kind === 'service-restart' && server === name;
}

describe.concurrent('a service that takes its time', () => {
  it('given a follower that starts slowly, when a roll comes to it, then the next server is not restarted before it is up, and the run ends well', async ({
    expect,
  }) => {
    const slowMs = 60_000;
    await using simulation = await startSimulation({ timeScale: TIME_SCALE, faults: [`slow-restart:s2:${slowMs}`] });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const waits = await gapsBetween(simulation, restartOf('s2'), restartOf('s3'));
    expect(waits).toHaveLength(3);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(slowMs / TIME_SCALE);
  });

  it('given a slow rewrite, when the last roll is due, then no server is restarted before the rewrite is over, and the run ends well', async ({
    expect,
  }) => {
    const [secrets, factor] = [40, 100];
    // About a hundred Secrets a second.
    const rewriteMs = secrets * 10 * factor;
    await using simulation = await startSimulation({
      servers: 1,
      secrets,
      timeScale: TIME_SCALE,
      faults: [`slow-rewrite:${factor}`],
    });

    const result = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const waits = await gapsBetween(simulation, ({ command }) => command === 'reencrypt', restartOf('s1'));
    expect(waits).toHaveLength(1);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(rewriteMs / TIME_SCALE);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
  });
});

describe.concurrent('a service that crashes when it is restarted', () => {
  it('given it does so once, when systemd has started it again, then it is healthy, nothing is sent twice, and the run ends well', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['restart-fails:s2:1'] });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
    expect(await restartedServers(simulation)).toEqual(EACH_IN_THREE_ROLLS);
  });

  it('given it does so again and again, when systemd has started it too often, then the run stops, names the server and its unit, and touches no server after it; when it is up, the resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['restart-fails:s2:9'] });

    const stopped = await keyturn(rotateArguments(simulation, '--output', 'json'));
    const restartedThen = await restartedServers(simulation);
    await until(simulation, 's2', 'systemctl show rke2-server.service --property=ActiveState', 'ActiveState=active');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      outcome: {
        kind: 'stopped-for-a-person',
        failure: {
          kind: 'gate-broken',
          server: 's2',
          gate: 'unit',
          observed: expect.arrayContaining([expect.stringMatching(/^NRestarts=[3-9]$/)]),
        },
      },
    });
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toContain('Restart no other server before s2 is healthy.');
    expect(restartedThen).toEqual(['s1', 's2']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await restartedServers(simulation)).toEqual(EACH_IN_THREE_ROLLS);
  });
});
