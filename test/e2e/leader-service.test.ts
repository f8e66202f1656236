import { describe, it } from 'vitest';

import { keyturn, rotateArguments, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

describe.concurrent("the leader's service dies while it rewrites", () => {
  it('given several control planes, when the run is resumed, then the rewrite is asked for anew, no second key is made and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['slow-rewrite:20'], secrets: 200, writers: true });
    const first = start(rotateArguments(simulation, '--output', 'ndjson'));
    await saw(first.child, '"step":"rewrite-finished"');
    await simulation.fault('service-crash:s1');

    const stopped = await first.finished;
    await simulation.fault('slow-rewrite:1');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt', 'reencrypt']);
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});

describe.concurrent('a single server', () => {
  it('given Secrets under the old key after the rewrite, when they are counted, then they are repaired before the key is dropped', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: ['straggler:3'], writers: true });

    const result = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt-skip', 'reencrypt']);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});
