import { appendFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { engineCommands, restartedServers, startSimulation } from './support/simulation.ts';

/** Each server once a roll, in the order of the plan: a restart whose answer was lost is not repeated. */
const RESTARTS = ['s1', 's2', 's3', 's1', 's2', 's3', 's1', 's2', 's3'];
const COMMANDS = ['prepare', 'rotate', 'reencrypt'];

/** `/registry/secrets/` as questions to etcd have it. */
const SECRETS_KEY = Buffer.from('/registry/secrets/').toString('base64');

describe.concurrent('a connection that breaks', () => {
  const MOMENTS = [
    {
      when: 'when a stage command has run and its answer is on the way',
      fault: 'link-cut:s1:after:secrets-encrypt rotate',
    },
    { when: 'when a question about a stage command was asked', fault: 'link-cut:s1:after:reencrypt' },
    { when: 'when a restart has been asked for', fault: 'link-cut:s2:after:systemctl restart' },
  ];
  for (const { when, fault } of MOMENTS) {
    it(`given it breaks ${when}, then the run reconnects, looks, and goes on without doing anything twice`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [fault] });

      const result = await keyturn(rotateArguments(simulation));

      expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(COMMANDS);
      expect(await restartedServers(simulation)).toEqual(RESTARTS);
      expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    });
  }

  const UNHEARD = [
    { what: 'a stage command', fault: 'link-cut:s1:before:secrets-encrypt rotate' },
    { what: 'a restart', fault: 'link-cut:s2:before:systemctl restart' },
    { what: 'the stop of a container', fault: 'link-cut:s3:before:crictl stop', reload: 'restart-container' },
  ];
  for (const { what, fault, reload = 'wait' } of UNHEARD) {
    it(`given it breaks before ${what} is heard, when the run has stopped and is resumed, then it is sent, and nothing twice`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [fault] });
      appendFileSync(simulation.inventory, `\n    rotation: { apiserverReload: ${reload} }\n`);

      const stopped = await keyturn(rotateArguments(simulation));
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
      expect(stopped.stderr).toContain('broke while a command ran');
      expect(stopped.stderr).toContain('--resume');
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(COMMANDS);
      expect(await restartedServers(simulation)).toEqual(RESTARTS);
    });
  }

  it('given it breaks while Secrets are counted, then they are counted again, and the run goes on', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const run = await rotateUntil(simulation, '"step":"command:reencrypt"');
    for (const server of ['s1', 's2']) await simulation.fault(`link-cut:${server}:after:${SECRETS_KEY}`);

    const result = await run.finished;

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout).toContain('"reconnecting"');
    expect(await engineCommands(simulation)).toEqual(COMMANDS);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
  });

  it('given every server is cut off at once, when the run comes back, then it goes on or says how to', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const run = await rotateUntil(simulation, '"step":"restart:prepare:s2"');
    for (const server of ['s1', 's2', 's3']) await simulation.fault(`link-cut:${server}`);

    const first = await run.finished;
    const last = first.code === 0 ? first : await keyturn(rotateArguments(simulation, '--resume'));

    expect([0, 4], first.stdout + first.stderr).toContain(first.code);
    expect(last, last.stdout + last.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(COMMANDS);
    expect(await restartedServers(simulation)).toEqual(RESTARTS);
  });
});
