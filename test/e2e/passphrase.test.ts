import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { BUILT_MAIN } from '../support/build.ts';
import { keyturn, type Finished } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';

const HAS_TOOLS = existsSync('/usr/bin/ssh-keygen') && existsSync('/usr/bin/script');
const PASSPHRASE = 'correct horse battery';

describe.runIf(HAS_TOOLS).concurrent('a private key with a passphrase', () => {
  it('given a terminal and the right passphrase, when the cluster is planned, then it is asked for once, not shown, and used', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    lockIdentity(simulation);

    const planned = await atTerminal(simulation, PASSPHRASE);

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

    const refused = await atTerminal(simulation, 'wrong');

    expect(refused, refused.stdout).toMatchObject({ code: 3 });
    expect(refused.stdout.match(/passphrase of/gi)).toHaveLength(3);
    expect(refused.stdout).toContain('id_ed25519');
  });

  it.for(['plan', 'rotate'])(
    'given a terminal and Ctrl-C instead of a passphrase, when %s asks, then it is interrupted: exit code 130',
    async (command, { expect }) => {
      await using simulation = await startSimulation();
      lockIdentity(simulation);

      const ended = await atTerminal(simulation, '\u0003', command);

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

    const ended = await atTerminal(simulation, 'SIGTERM');

    expect(ended, ended.stdout).toMatchObject({ code: 130 });
    expect(ended.stdout).toContain('Interrupted by the operator');
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

/** A command at a real pseudo terminal; each question is answered with the text, or by the signal. stdout has what the terminal shows. */
function atTerminal(simulation: RunningSimulation, answer: string, command = 'plan'): Promise<Finished> {
  const pidFile = join(simulation.directory, `${command}.pid`);
  const state = ['--state-dir', simulation.stateDirectory];
  const words = [process.execPath, BUILT_MAIN, command, '--inventory', simulation.inventory, ...state];
  // The shell becomes keyturn, so its pid is keyturn's.
  const line = `echo $$ > ${pidFile}; exec ${words.join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const asked = shown.match(/passphrase of [^\n]*: $/i);
    if (asked?.index === undefined || asked.index < answered) return;
    answered = shown.length;
    if (answer === 'SIGTERM') process.kill(Number(readFileSync(pidFile, 'utf8')), answer);
    else child.stdin.write(`${answer}\r`);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code: code ?? undefined, stdout: shown, stderr: '' }));
  });
}
