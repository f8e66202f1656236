import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { atEntry, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import { withShortPatience } from './support/short-patience.ts';

function failureOf({ stdout }: Finished): unknown {
  return (JSON.parse(stdout) as { outcome: { failure?: unknown } }).outcome.failure;
}

/** The engine's service ends there, or runs again; RKE2's etcd member and apiserver are pods and go on. */
function setService({ world }: InProcessSimulation, server: string, activeState: 'active' | 'failed'): void {
  const subState = activeState === 'active' ? 'running' : 'failed';
  Object.assign(world.server(server).service.state, { activeState, subState });
}

/** The servers whose service or apiserver was taken down, in order, from the `nth` roll on. */
function takenDown({ world }: InProcessSimulation): readonly string[] {
  const entries = world.ledger.snapshot();
  return entries.flatMap((entry) =>
    entry.kind === 'service-restart' || entry.kind === 'container-stop' ? [`${entry.kind} ${entry.server}`] : [],
  );
}

describe.concurrent('a server that dies beside a roll', () => {
  it('given the only other control plane of a K3s cluster, when the second roll begins, then no server is restarted in it, and that server is named', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({
      distribution: 'k3s',
      servers: 0,
      etcdOnly: 3,
      controlPlaneOnly: 2,
    });
    withShortPatience(simulation);
    let before: readonly string[] = [];
    atEntry(simulation, { fits: ({ kind }) => kind === 'engine-command', nth: 2 }, () => {
      before = takenDown(simulation);
      simulation.fault('host-dead:c2');
    });

    const stopped = await keyturn(rotateArguments(simulation, '--output', 'json'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(before).toHaveLength(5);
    expect(takenDown(simulation)).toEqual(before);
    expect(failureOf(stopped)).toMatchObject({ kind: 'gate-timed-out', gate: 'cluster', server: 'c2' });
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toContain('When c2 is healthy again, continue');
  });

  it('given one whose service ends while its etcd member and its apiserver go on, when the next server of the roll would go, then it does not, and the run goes on when the service is back', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    withShortPatience(simulation);
    atEntry(simulation, { fits: ({ kind }) => kind === 'service-restart', nth: 1 }, () => {
      setService(simulation, 's3', 'failed');
    });

    const stopped = await keyturn(rotateArguments(simulation, '--output', 'json'));
    const untouched = takenDown(simulation);
    setService(simulation, 's3', 'active');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(failureOf(stopped)).toMatchObject({ kind: 'gate-timed-out', gate: 'cluster', server: 's3' });
    expect(untouched).toEqual(['service-restart s1']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
  });

  it('given one that dies when a server has restarted, when its container is next, then the container is not stopped', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    withShortPatience(simulation);
    writeFileSync(
      simulation.inventory,
      `${readFileSync(simulation.inventory, 'utf8').trimEnd()}\n    rotation: { apiserverReload: restart-container }\n`,
    );
    atEntry(simulation, { fits: ({ kind }) => kind === 'service-restart', nth: 1 }, () => {
      setService(simulation, 's2', 'failed');
    });

    const stopped = await keyturn(rotateArguments(simulation, '--output', 'json'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(failureOf(stopped)).toMatchObject({ gate: 'cluster', server: 's2' });
    expect(takenDown(simulation)).toEqual(['service-restart s1']);
  });
});
