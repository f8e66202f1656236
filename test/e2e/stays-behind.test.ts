import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, restartedServers, startSimulation, type RunningSimulation } from './support/simulation.ts';

/** Long enough for a simulated restart, and short enough to be waited out in a test. */
function shortenDeadline({ inventory }: RunningSimulation): void {
  const text = readFileSync(inventory, 'utf8');
  writeFileSync(inventory, text.replace(/restartDeadline: \w+/, 'restartDeadline: 6s'));
}

describe.concurrent('a follower that keeps its old stage after its restart', () => {
  it('given it does so once, when the run is resumed, then it alone is restarted once more, and the run ends well', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['stays-behind:s2:1'] });
    shortenDeadline(simulation);

    const stopped = await keyturn(rotateArguments(simulation));
    const before = await restartedServers(simulation);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(stopped.stderr).toContain('restarts s2 once more');
    expect(before).toEqual(['s1', 's2']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect((await restartedServers(simulation)).slice(0, 4)).toEqual(['s1', 's2', 's2', 's3']);
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });

  it('given it does so again, when the run is resumed, then it is not restarted a third time, and a person decides', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['stays-behind:s2:9'] });
    shortenDeadline(simulation);

    await keyturn(rotateArguments(simulation));
    const second = await keyturn(rotateArguments(simulation, '--resume'));
    const third = await keyturn(rotateArguments(simulation, '--resume'));

    expect(second, second.stdout + second.stderr).toMatchObject({ code: 5 });
    expect(second.stderr).toContain('systemctl restart rke2-server.service');
    expect(third, third.stdout + third.stderr).toMatchObject({ code: 5 });
    expect(await restartedServers(simulation)).toEqual(['s1', 's2', 's2']);
  });
});
