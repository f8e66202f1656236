import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

/** Puts the key of another line behind the name on this one; both count from 1. */
function changeHostKey(simulation: RunningSimulation, line: number, other: number): void {
  const file = join(simulation.directory, 'known_hosts');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const key = lines[other - 1]?.split(' ').slice(1).join(' ');
  const changed = lines.map((text, index) => (index === line - 1 ? `${text.split(' ')[0]} ${key}` : text));
  writeFileSync(file, `${changed.join('\n')}\n`);
}

/** The simulation records three servers, then its jump host. */
const JUMP_HOST_LINE = 4;

describe.concurrent('servers behind a jump host', () => {
  it('given a jump host, when the rotation ends, then every server was reached through it and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ jump: true, writers: true });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(simulation.inventory, 'utf8')).toContain('jump:');
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given a jump host whose key changed, when a rotation is asked for, then it exits 3, says so, and no server hears a line', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ jump: true });
    changeHostKey(simulation, JUMP_HOST_LINE, 1);

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('The jump host of s1');
    expect(result.stderr).toContain(`known_hosts:${JUMP_HOST_LINE}`);
    expect(await simulation.ledger()).toEqual([]);
  });

  it('given a server behind it whose key changed, when a rotation is asked for, then it exits 3, names the server, and it hears no line', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ jump: true });
    changeHostKey(simulation, 2, 1);

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 3 });
    expect(result.stderr).toMatch(/^error: s2 \(/m);
    expect(result.stderr).toContain('known_hosts:2');
    expect((await simulation.ledger()).filter(({ server }) => server === 's2')).toEqual([]);
  });
});
