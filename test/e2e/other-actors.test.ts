import { describe, it } from 'vitest';

import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { saw } from './support/saw.ts';
import { engineCommands, restartedServers, startSimulation } from './support/simulation.ts';

/** A fault, what is told of it, how it is paused, and what undoes it. */
const AT_WORK: readonly (readonly [fault: string, told: string, pause: string, over: string])[] = [
  ['upgrade-plan:waiting', 'waiting=s1 s2 s3', '--replicas=0', 'upgrade-plan:done'],
  ['upgrade-plan:applying', 'applying=s1', '--replicas=0', 'upgrade-plan:done'],
  ['kured:s2', 'lock=s2', 'weave.works/kured-node-lock', 'kured:manual'],
  ['system-agent:s3:applying', 'plan=applying', 'systemctl stop rancher-system-agent', 'system-agent:s3:over'],
  ['planned-reboot:s2:3600', 'scheduled reboot', 'shutdown -c', 'planned-reboot:s2:over'],
];

describe.concurrent('somebody else at work on the servers', () => {
  for (const [fault, told, pause, over] of AT_WORK) {
    it(`given ${fault}, when a rotation is asked for, then it is refused with how to pause it, and works when it is over`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [fault] });

      const refused = await keyturn(rotateArguments(simulation));
      const sent = await engineCommands(simulation);
      await simulation.fault(over);
      const plan = await keyturn([
        'plan',
        '--inventory',
        simulation.inventory,
        '--state-dir',
        simulation.stateDirectory,
      ]);

      expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
      const words = (refused.stdout + refused.stderr).replaceAll(/\s+/g, ' ');
      expect(words).toContain(told);
      expect(words).toContain(pause);
      expect(sent).toEqual([]);
      expect(plan, plan.stdout + plan.stderr).toMatchObject({ code: 0 });
    });
  }

  it('given those that may begin at any time, when a rotation is planned, then each is a warning, and status names it', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({
      faults: ['upgrade-plan:channel', 'kured:free', 'system-agent:s1:active', 'update-timer:s3:1800'],
    });
    const common = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];

    const planned = await keyturn(['plan', ...common]);
    const status = await keyturn(['status', ...common]);

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    const words = planned.stdout.replaceAll(/\s+/g, ' ');
    for (const part of ['follows=channel', 'kube-system/kured, lock=free', 'rancher-system-agent.service, active'])
      expect(words).toContain(part);
    for (const part of ['system-upgrade/server-plan', 's1: rancher-system-agent.service', 'apt-daily-upgrade.timer'])
      expect(status.stdout).toContain(part);
  });

  it('given an upgrade plan that begins in the middle of a rotation, when the run is taken up again, then it is refused until that is over', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await killedRun(simulation, '"step-finished","step":"command:prepare"');
    const before = await restartedServers(simulation);
    await simulation.fault('upgrade-plan:applying');

    const refused = await keyturn(rotateArguments(simulation, '--resume'));
    const after = await restartedServers(simulation);
    await simulation.fault('upgrade-plan:done');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(refused.code, refused.stdout + refused.stderr).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('server-plan');
    expect(after).toEqual(before);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
  });

  it('given an upgrade plan that begins while a roll is under way, when the next server is to go, then it stays until the plan is done, and the run goes on by itself', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['slow-restart:s1:10000'] });
    const first = await rotateUntil(simulation, '"step-started","step":"restart:prepare:s1"');
    await simulation.fault('upgrade-plan:applying');
    await saw(first.child, 'upgrade-plan=system-upgrade/server-plan');
    const meanwhile = await restartedServers(simulation);
    await simulation.fault('upgrade-plan:done');

    const ended = await first.finished;

    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
    expect(meanwhile).toEqual(['s1']);
  });

  it('given kured takes its lock for a server in a roll and keeps it, when time is over, then the run stops before that restart, names the lock, and is safe to resume', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['slow-restart:s1:10000'] });
    const first = await rotateUntil(simulation, '"step-started","step":"restart:prepare:s1"');
    await simulation.fault('kured:s3');

    const stopped = await first.finished;
    const meanwhile = await restartedServers(simulation);
    await simulation.fault('kured:manual');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(stopped.stdout).toContain('kured=kube-system/kured');
    expect(meanwhile).toEqual(['s1']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
  });
});
