import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, linesThatChange, startSimulation } from './support/simulation.ts';

describe.concurrent('a cluster whose Secrets are not seen', () => {
  it('given etcd without a Secret, when it is verified or rotated, then neither holds on to nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 0 });

    const verified = await keyturn(['verify', '--inventory', simulation.inventory]);
    const rotated = await keyturn(rotateArguments(simulation));

    expect(verified, verified.stdout).toMatchObject({ code: 7 });
    expect(verified.stdout.replaceAll(/\s+/g, ' ')).toContain('datastore shows no Secret, and every cluster has some');
    expect(rotated, rotated.stderr).toMatchObject({ code: 3 });
    expect(rotated.stderr.replaceAll(/\s+/g, ' ')).toContain('datastore shows no Secret, and every cluster has some');
    expect(await linesThatChange(simulation)).toEqual([]);
  });
});

describe.concurrent('a status that nobody can read', () => {
  it('given it on one server, when a rotation is asked for, then it is refused as that: encryption is not said to be off, nor hashes to differ, nor a rotation to be half-done', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['status-unreadable:s2'] });

    const [status, rotated] = await Promise.all([
      keyturn(['status', '--inventory', simulation.inventory]),
      keyturn(rotateArguments(simulation)),
    ]);

    expect(rotated, rotated.stderr).toMatchObject({ code: 3 });
    const said = `${status.stdout} ${rotated.stderr}`.replaceAll(/\s+/g, ' ');
    expect(said).toContain('keyturn cannot interpret the output of a command on s2');
    expect(said).not.toMatch(/encryption at rest is off|half-done|half-way|hashes do not match|--adopt/);
    expect(status.stdout).toMatch(/^ +s2 .* unread$/m);
  });
});

describe.concurrent('a rotate-keys that crashed half-way, with followers', () => {
  it('given it, when anything is asked, then it is told that what is written through the leader is unreadable elsewhere, and nothing of the healthy followers', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['rewrite-killed:s1:1'], secrets: 100 });
    await simulation.exec('s1', 'systemd-run --unit=by-hand --no-block -- rke2 secrets-encrypt rotate-keys');
    await expect.poll(async () => Object.keys(await simulation.secrets()).length, { interval: 200 }).toBe(2);
    const service = async (): Promise<string> =>
      (await simulation.exec('s1', 'systemctl show rke2-server.service --property=ActiveState,NRestarts')).stdout;
    await expect.poll(service).toBe('ActiveState=active\nNRestarts=1\n');
    const before = await engineCommands(simulation);

    const status = await keyturn(['status', '--inventory', simulation.inventory]);
    const plan = await keyturn(['plan', '--inventory', simulation.inventory]);
    const adopt = await keyturn(rotateArguments(simulation, '--adopt'));

    expect([status, plan, adopt].map(({ code }) => code)).toEqual([0, 3, 3]);
    const [said, refused, left] = [status.stdout, plan.stdout + plan.stderr, adopt.stderr].map((text) =>
      text.replaceAll(/\s+/g, ' '),
    );
    expect(said).toMatch(/\d+ Secrets are under key aescbc\/aescbckey-\S+, which s2 and s3 do not have yet/);
    expect(said).toContain('Hold off whatever writes Secrets through s1');
    expect(refused).toContain('a rewrite of Secrets was cut off by a crash: this server has both keys');
    expect(refused).toContain('unreadable through=s2, unreadable through=s3, bothKeysSaved=yes');
    expect(refused).toMatch(/do not restart it/);
    expect(left).toContain(
      'it cannot read what is written through a server with both: hold off whatever writes Secrets',
    );
    for (const text of [said, refused, left]) expect(text).not.toMatch(/missed a restart/);
    expect(await engineCommands(simulation)).toEqual(before);
  });
});
