import { describe, it } from 'vitest';

import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { restartedServers, startSimulation } from './support/simulation.ts';

describe.concurrent('what must be true before the first server of a roll goes', () => {
  it('given an etcd member that stopped after the plan was made, when a roll begins, then no server is restarted, and the run goes on when the member is back', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const first = await rotateUntil(simulation, '"run-started"');
    await simulation.fault('member-down:s2');

    const stopped = await first.finished;
    const untouched = await restartedServers(simulation);
    await simulation.fault('member-down:s2:over');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(stopped.stdout).toContain('unhealthy=s2');
    expect(untouched).toEqual([]);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
  });

  it('given etcd without quorum in the middle of a rotation, when it is resumed, then that is said instead of a cluster that changed, and it goes on when the members are back', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const first = await rotateUntil(simulation, '"step-finished","step":"command:prepare"');
    await simulation.fault('member-down:s2');
    await simulation.fault('member-down:s3');
    first.child.kill('SIGKILL');
    await first.finished;

    const early = await keyturn(rotateArguments(simulation, '--resume', '--output', 'json'));
    await simulation.fault('member-down:s2:over');
    await simulation.fault('member-down:s3:over');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(early, early.stdout + early.stderr).toMatchObject({ code: 4 });
    expect(JSON.parse(early.stdout)).toMatchObject({ outcome: { failure: { kind: 'resume-refused' } } });
    expect(early.stderr).toContain('--resume');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
  });

  for (const [fault, command] of [
    ['save-fails:s1:1', 'prepare'],
    ['save-fails:s1:1', 'rotate'],
  ] as const) {
    it(`given ${command} whose files the engine could not save in the datastore, when its roll begins, then no server is restarted and a person must decide`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation();
      const first = await rotateUntil(
        simulation,
        command === 'prepare' ? '"run-started"' : '"step-finished","step":"loaded:prepare"',
      );
      await simulation.fault(fault);

      const stopped = await first.finished;
      const place = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
      const status = await keyturn(['status', ...place]);

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
      expect(stopped.stdout).toContain('"gate":"saved"');
      // Whoever looks later must read the same.
      expect(status, status.stderr).toMatchObject({ code: 0 });
      const told = status.stdout.replaceAll(/\s+/g, ' ');
      expect(told).toContain('Do not restart s1, nor any other server');
      expect(told).not.toContain('Continue run');
      expect(await restartedServers(simulation)).toHaveLength(command === 'prepare' ? 0 : 3);
    });
  }

  it('given somebody restarts the leader then, when it refuses to start and the run is resumed, then it says so, and not to remove the files that its log names', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const first = await rotateUntil(simulation, '"run-started"');
    await simulation.fault('save-fails:s1:1');
    // The engine forgives three seconds.
    await simulation.fault('clock-skew:s1:5000');
    await first.finished;
    await simulation.exec('s1', 'systemctl restart --no-block rke2-server.service');
    const restartsOf = async () =>
      (await simulation.exec('s1', 'systemctl show rke2-server.service --property=NRestarts')).stdout.trim();
    await expect.poll(restartsOf).not.toBe('NRestarts=0');

    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    expect(resumed.stderr).toContain('refuses to start');
    expect(resumed.stderr.replaceAll(/\s+/g, ' ')).toContain('Do not remove the files that its log names');
  });
});
