import { describe, it } from 'vitest';

import { startInProcess } from './support/in-process.ts';
import { keyturn, rotateArguments } from './support/keyturn.ts';
import { asking, killedAt, told } from './support/left-out.ts';
import { linesThatChange, startSimulation } from './support/simulation.ts';

describe.concurrent('a server that is to be left out', () => {
  it('given it lives, when it is left out of a rotation, of the proof or of status, then that is refused, and nothing is sent', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();

    const results = await Promise.all(
      ['rotate', 'verify', 'status', 'plan'].map((command) =>
        keyturn(asking(simulation, command, '--without', 's3', ...(command === 'rotate' ? ['--yes'] : []))),
      ),
    );
    const misspelt = await keyturn(asking(simulation, 'status', '--without', 's9'));

    for (const result of results) {
      expect(result, told(result)).toMatchObject({ code: 3 });
      expect(told(result)).toContain('Server s3 answers: one that may still run is not left out');
    }
    expect(misspelt, told(misspelt)).toMatchObject({ code: 2 });
    expect(told(misspelt)).toContain('servers: s1, s2 and s3');
    expect(await linesThatChange(simulation)).toEqual([]);
  });

  it('given its member was taken out and another one is down, when a rotation is to begin or to go on without it, then it is refused, and nothing is sent', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await killedAt(simulation, { at: '"step-finished","step":"command:prepare"', lost: 's3' });
    await simulation.fault('host-gone:s3:removed');
    await simulation.fault('member-down:s2');
    const before = await linesThatChange(simulation);

    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--without', 's3'));
    const planned = await keyturn(asking(simulation, 'plan', '--without', 's3'));

    expect(resumed, told(resumed)).toMatchObject({ code: 4 });
    expect(planned, told(planned)).toMatchObject({ code: 3 });
    for (const result of [resumed, planned]) expect(told(result)).toContain('a server that is left out is still part');
    expect(await linesThatChange(simulation)).toEqual(before);
  });

  it('given a control-plane server that is only cut off from here and whose Node somebody deleted, when it is left out, then that is refused: its apiserver serves', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ servers: 0, etcdOnly: 3, controlPlaneOnly: 2 });
    simulation.fault('host-dead:c2');
    simulation.world.nodes.delete('c2');

    const planned = await keyturn(['plan', '--inventory', simulation.inventory, '--without', 'c2']);
    const verified = await keyturn(['verify', '--inventory', simulation.inventory, '--without', 'c2']);

    expect(planned, told(planned)).toMatchObject({ code: 3 });
    expect(told(planned)).toContain('serving=c1,c2');
    expect(verified, told(verified)).toMatchObject({ code: 7 });
  });

  it('given K3s and a server that is gone, when it is proven, shown and rotated without it, then each says whom it left out, and holds only when the cluster has nothing of it any more', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', writers: true });
    await simulation.fault('host-gone:s3');

    const unnamed = await keyturn(asking(simulation, 'verify'));
    const early = await keyturn(asking(simulation, 'verify', '--without', 's3'));
    await simulation.fault('host-gone:s3:removed');
    const verified = await keyturn(asking(simulation, 'verify', '--without', 's3'));
    const shown = await keyturn(asking(simulation, 'status', '--without', 's3'));
    const rotated = await keyturn(rotateArguments(simulation, '--without', 's3'));

    expect(unnamed, told(unnamed)).toMatchObject({ code: 3 });
    expect(unnamed.stderr).toMatch(/keyturn verify .*--without s3/);
    expect(early, told(early)).toMatchObject({ code: 7 });
    expect(early.stdout).toMatch(/FAILED.*a server that is left out is still part/);
    expect(verified, told(verified)).toMatchObject({ code: 0 });
    expect(verified.stdout).toMatch(/WARNING.*a server is left out/);
    expect(shown, told(shown)).toMatchObject({ code: 0 });
    expect(told(shown)).toContain('Left out, and not asked: s3');
    expect(rotated, told(rotated)).toMatchObject({ code: 0 });
    expect(told(rotated)).toContain('etcd has 2 members left');
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});
