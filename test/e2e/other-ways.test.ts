import { appendFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { classicUntilRewritten } from './support/plain-script.ts';
import { startSimulation } from './support/simulation.ts';

describe.concurrent('other ways to a rotated key', () => {
  it('given apiserverReload restart-container, when the run ends, then each container was stopped once a roll and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true });
    appendFileSync(simulation.inventory, '\n    rotation: { apiserverReload: restart-container }\n');

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const stops = (await simulation.ledger())
      .filter(({ kind }) => kind === 'container-stop')
      .map(({ server }) => server);
    expect(stops).toEqual(['s1', 's2', 's3', 's1', 's2', 's3', 's1', 's2', 's3']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given an apiserver that ends by itself when its container is about to be stopped, when the run goes on, then it is not stopped a second time in that roll', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true, faults: ['container-ends:s2:1'] });
    appendFileSync(simulation.inventory, '\n    rotation: { apiserverReload: restart-container }\n');

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const stops = (await simulation.ledger()).flatMap(({ kind, server }) =>
      kind === 'container-stop' ? [server] : [],
    );
    expect(stops).toEqual(['s1', 's3', 's1', 's2', 's3', 's1', 's2', 's3']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given --if-older-than, when the age of the key is unknown, then it is rotated, and a young key is left alone, which the dry run tells too', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1 });
    const policy = ['--if-older-than', '90d'];

    const first = await keyturn(rotateArguments(simulation, ...policy));
    const dry = await keyturn(rotateArguments(simulation, ...policy, '--dry-run', '--output', 'json'));
    const second = await keyturn(rotateArguments(simulation, ...policy));
    const third = await keyturn(rotateArguments(simulation, ...policy, '--output', 'json'));

    expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(dry.stdout)).toMatchObject({ cluster: 'simulated' });
    const young = /Nothing to do: the key aescbckey-\S+ is .+ old, and a rotation is due on \d{4}-\d\d-\d\d\./;
    expect(dry.stderr).toMatch(young);
    expect(second, second.stderr).toMatchObject({ code: 0 });
    expect(second.stdout).toMatch(young);
    expect(JSON.parse(third.stdout)).toMatchObject({
      outcome: { kind: 'nothing-to-do', key: { dueAt: expect.any(String) } },
    });
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
  });

  it('given releases from before April 2025, whose status names keys without their type, when the run ends, then every Secret is under the new key', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, era: '2022' });
    const status = await simulation.exec('s1', 'rke2 secrets-encrypt status -o json');

    const result = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

    expect(JSON.parse(status.stdout)).toMatchObject({ activekey: 'aescbckey' });
    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const underKeys = Object.keys(await simulation.secrets());
    expect(underKeys).toHaveLength(1);
    expect(underKeys).not.toContain('aescbckey');
  });

  it('given somebody prepared and left, when the rotation is adopted, then it goes on from there and mints no second key', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');

    const refused = await keyturn(rotateArguments(simulation));
    const adopted = await keyturn(rotateArguments(simulation, '--adopt'));

    expect(refused).toMatchObject({ code: 3 });
    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 0 });
    const ledger = await simulation.ledger();
    expect(ledger.flatMap(({ kind, command }) => (kind === 'engine-command' ? [command] : []))).toEqual([
      'prepare',
      'rotate',
      'reencrypt',
    ]);
    expect(ledger.filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
  });

  it('given somebody prepared and left, when the adoption is only planned, then it says where it goes on and prints the commands that are left', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1 });
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');
    const sent = (await simulation.ledger()).filter(({ kind }) => kind === 'engine-command').length;

    const planned = await keyturn(rotateArguments(simulation, '--adopt', '--dry-run', '--commands'));
    const json = await keyturn(rotateArguments(simulation, '--adopt', '--dry-run', '--output', 'json'));

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain('it continues with roll 1');
    expect(planned.stdout).not.toMatch(/secrets-encrypt prepare /);
    expect(planned.stdout).toMatch(/secrets-encrypt rotate /);
    expect(planned.stdout).toContain('etcd-snapshot save');
    expect(JSON.parse(json.stdout)).toMatchObject({ entry: { at: 'prepare' } });
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'engine-command')).toHaveLength(sent);
  });

  it('given a script that waited for equal hashes only and stopped after its rewrite, when that is adopted, then the followers are waited for, what was rewritten under the old key is repaired and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true, faults: ['late-reload:s3:30000'] });
    await classicUntilRewritten(simulation);

    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--output', 'ndjson'));

    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 0 });
    const steps = journalOf(simulation).flatMap(({ record }) => (record.kind === 'done' ? [record.step] : []));
    expect(steps.indexOf('loaded:rotate')).toBeGreaterThan(-1);
    expect(steps.indexOf('loaded:rotate')).toBeLessThan(steps.indexOf('census:before-roll'));
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});
