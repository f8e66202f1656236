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

    const planned = await answering(simulation, PASSPHRASE);

    expect(planned, planned.stdout).toMatchObject({ code: 0 });
    expect(planned.stdout.match(/passphrase/gi)).toHaveLength(1);
    expect(planned.stdout).toContain('every server learns the new key');
    expect(planned.stdout).not.toContain(PASSPHRASE);
  });

  it('given a terminal and a wrong passphrase, when the cluster is planned, then it is asked for three times and the file is named', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const refused = await answering(simulation, 'wrong');

    expect(refused, refused.stdout).toMatchObject({ code: 3 });
    expect(refused.stdout.match(/passphrase of/gi)).toHaveLength(3);
    expect(refused.stdout).toContain('id_ed25519');
  });

  it.for(['plan', 'rotate'])(
    'given a terminal and Ctrl-C instead of a passphrase, when %s asks, then it is interrupted: exit code 130',
    async (command, { expect }) => {
      await using simulation = await startSimulation();
      lockIdentity(simulation);

      const ended = await answering(simulation, '\u0003', command);

      expect(ended, ended.stdout).toMatchObject({ code: 130 });
      expect(ended.stdout).toContain('Interrupted by the operator');
      expect(ended.stdout.match(/passphrase of/gi)).toHaveLength(1);
    },
  );

  it('given a terminal and SIGTERM instead of a passphrase, when the cluster is planned, then it ends at once: exit code 130', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const ended = await answering(simulation, 'SIGTERM');

    expect(ended, ended.stdout).toMatchObject({ code: 130 });
    expect(ended.stdout).toContain('Interrupted by SIGTERM');
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

/** A command; each question is answered with the text, or by the signal. */
function answering(simulation: RunningSimulation, answer: string, command = 'plan'): Promise<Finished> {
  const args = [command, '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
  return atTerminal(args, {
    question: /passphrase of [^\n]*: $/i,
    answer: (pid) => {
      if (answer !== 'SIGTERM') return answer;
      process.kill(pid, answer);
      return undefined;
    },
  });
}
