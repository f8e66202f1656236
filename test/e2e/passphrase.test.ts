import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, type Finished } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';

const HAS_TOOLS = existsSync('/usr/bin/ssh-keygen') && HAS_TERMINAL;
const PASSPHRASE = 'correct horse battery';

describe.runIf(HAS_TOOLS).concurrent('a private key with a passphrase', () => {
  it('given a terminal and the right passphrase, when the cluster is planned, then it is asked for once, not shown, and used', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const planned = await planAtTerminal(simulation, PASSPHRASE);

    expect(planned, planned.stdout).toMatchObject({ code: 0 });
    expect(planned.stdout.match(/passphrase/gi)).toHaveLength(1);
    expect(planned.stdout).toContain('secrets-encrypt prepare');
    expect(planned.stdout).not.toContain(PASSPHRASE);
  });

  it('given a terminal and a wrong passphrase, when the cluster is planned, then it is asked for three times and the file is named', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const refused = await planAtTerminal(simulation, 'wrong');

    expect(refused, refused.stdout).toMatchObject({ code: 3 });
    expect(refused.stdout.match(/passphrase of/gi)).toHaveLength(3);
    expect(refused.stdout).toContain('id_ed25519');
  });

  it('given no terminal, when the cluster is planned, then it exits 3, names the file and says what to do', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const refused = await keyturn(['plan', '--inventory', simulation.inventory]);

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('id_ed25519');
    expect(refused.stderr).toContain('passphrase');
  });
});

function lockIdentity({ directory }: RunningSimulation): void {
  execFileSync('ssh-keygen', ['-q', '-p', '-f', join(directory, 'id_ed25519'), '-P', '', '-N', PASSPHRASE]);
}

/** `keyturn plan`; each question is answered with the passphrase. */
function planAtTerminal(simulation: RunningSimulation, passphrase: string): Promise<Finished> {
  const args = ['plan', '--inventory', simulation.inventory];
  return atTerminal(args, { question: /passphrase of [^\n]*: $/i, answer: () => passphrase });
}
