import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { runLine } from '../../src/simulator/host/shell/run-line.ts';
import { inputOf } from '../../src/simulator/host/shell/streams.ts';
import { startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';

/** Somebody sent `prepare` on s1 by hand, and the datastore did not take its files. */
async function preparedUnsaved(): Promise<InProcessSimulation> {
  const simulation = await startInProcess({ faults: ['save-fails:s1:1'] });
  const text = readFileSync(simulation.inventory, 'utf8');
  writeFileSync(simulation.inventory, text.replace(/restartDeadline: .*/, 'restartDeadline: 6s'));
  const stdin = inputOf(Buffer.from(''));
  await runLine(simulation.world.server('s1'), 'rke2 secrets-encrypt prepare', { user: 'root', stdin });
  return simulation;
}

function failureOf({ stdout }: Finished): unknown {
  return (JSON.parse(stdout) as { outcome: { failure?: unknown } }).outcome.failure;
}

function restarted({ world }: InProcessSimulation): readonly string[] {
  return world.ledger.snapshot().flatMap(({ kind, server }) => (kind === 'service-restart' ? [server] : []));
}

describe.concurrent('a rotation that somebody else began and whose files the engine did not save', () => {
  it('given the journal of the leader says so, when it is adopted, then no server is restarted, and a person must decide', async ({
    expect,
  }) => {
    await using simulation = await preparedUnsaved();

    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--output', 'json'));

    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 5 });
    expect(failureOf(adopted)).toMatchObject({
      kind: 'gate-broken',
      gate: 'saved',
      observed: [expect.stringContaining('no available endpoints')],
    });
    expect(restarted(simulation)).toEqual([]);
  });

  it('given nothing says so any more, when it is adopted, then a follower that goes first stays behind, also the second time, and the leader is never restarted', async ({
    expect,
  }) => {
    await using simulation = await preparedUnsaved();
    simulation.world.server('s1').service.lines.length = 0;

    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--output', 'json'));
    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--output', 'json'));

    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 4 });
    expect(failureOf(adopted)).toMatchObject({ kind: 'gate-timed-out', gate: 'stage', server: 's2' });
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    expect(failureOf(resumed)).toMatchObject({ kind: 'gate-broken', gate: 'saved', server: 's1' });
    expect(restarted(simulation)).toEqual(['s2', 's2']);
  });
});
