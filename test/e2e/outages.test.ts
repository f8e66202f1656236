import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import type { Outage } from '../../src/model/run-summary.ts';
import { keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation } from './support/simulation.ts';

function eventsOf(stdout: string): readonly Event[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

/** How long the restarts of a server took, ms. */
function restartsOf(events: readonly Event[], server: string): number {
  return events.reduce(
    (sum, event) =>
      event.type === 'step-finished' && event.step.startsWith('restart:') && event.step.endsWith(`:${server}`)
        ? sum + event.durationMs
        : sum,
    0,
  );
}

function outagesOf(events: readonly Event[]): readonly Outage[] {
  return events.flatMap((event) => (event.type === 'run-ended' ? (event.summary?.outages ?? []) : []));
}

describe.concurrent('the outages of a run', () => {
  it('given K3s, whose apiservers end with their server, when it is over, then each of them is told, and none is longer than its restarts', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', timeScale: 20 });

    const ended = await keyturn(rotateArguments(simulation, '--output', 'ndjson'));

    expect(ended, ended.stdout.slice(-2_000) + ended.stderr).toMatchObject({ code: 0 });
    const events = eventsOf(ended.stdout);
    const outages = outagesOf(events);
    expect(outages.map(({ server }) => server)).toEqual(['s1', 's2', 's3']);
    for (const { server, ms } of outages) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(restartsOf(events, server));
    }
  });

  it('given RKE2 whose apiservers poll, when it is over, then there was none', async ({ expect }) => {
    await using simulation = await startSimulation();

    const ended = await keyturn(rotateArguments(simulation, '--output', 'ndjson'));

    expect(ended, ended.stdout.slice(-2_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(outagesOf(eventsOf(ended.stdout)).map(({ ms }) => ms)).toEqual([0, 0, 0]);
  });
});
