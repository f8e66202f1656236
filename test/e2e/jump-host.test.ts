import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

describe.concurrent('servers behind a jump host', () => {
  it('given a jump host in the inventory, when a rotation is run, then it ends well through it', async ({ expect }) => {
    await using simulation = await startSimulation({ jump: true, writers: true });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(simulation.inventory, 'utf8')).toContain('jump:');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given another host key on the jump host, when a rotation is asked for, then it exits 3, names file and line, and reaches no server', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ jump: true });
    const file = join(simulation.directory, 'known_hosts');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const [first = ''] = lines;
    const jump = lines.at(-1) ?? '';
    const swapped = `${jump.split(' ')[0]} ${first.split(' ').slice(1).join(' ')}`;
    writeFileSync(file, `${[...lines.slice(0, -1), swapped].join('\n')}\n`);

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 3 });
    expect(result.stderr).toContain(`known_hosts:${lines.length}`);
    expect(await simulation.ledger()).toEqual([]);
  });

  it('given another host key on a server behind it, when a rotation is asked for, then it exits 3 and sends no command', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ jump: true });
    const file = join(simulation.directory, 'known_hosts');
    const [first = '', second = '', ...rest] = readFileSync(file, 'utf8').trim().split('\n');
    const swapped = `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}`;
    writeFileSync(file, `${[swapped, second, ...rest].join('\n')}\n`);

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('known_hosts:1');
    expect(await engineCommands(simulation)).toEqual([]);
  });
});
