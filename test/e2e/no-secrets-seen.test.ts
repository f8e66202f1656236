import { describe, it } from 'vitest';

import { rotateUntil } from './support/keyturn.ts';
import { restartedServers, startSimulation } from './support/simulation.ts';

describe('a count that finds no Secret at all', () => {
  it('given etcd shows none in the middle of a run, when the leader is to be restarted with the new key alone, then it is not, and a person must decide', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20, faults: ['slow-rewrite:50'] });
    const run = await rotateUntil(simulation, '"step-started","step":"rewrite-finished"', '--strategy', 'rotate-keys');
    await simulation.fault('secrets-elsewhere');

    const stopped = await run.finished;

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    expect(stopped.stdout).toContain('"no-secrets-seen"');
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Restart no server before it is clear where the Secrets are',
    );
    expect(await restartedServers(simulation)).toEqual([]);
  });
});
