import { describe, it } from 'vitest';

import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import { engineCommands, linesThatChange, startSimulation } from './support/simulation.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';

const QUESTION = /(?:\[y\/N\]|yes or no:) $/;

describe.runIf(HAS_TERMINAL).concurrent('a plan that waits for its answer', () => {
  it('given somebody rotates meanwhile, when it is answered with yes, then it is refused, names what drifted and sends nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    let between: Finished | undefined;
    const elsewhere = ['--state-dir', `${simulation.directory}/elsewhere`];

    const waited = await atTerminal(
      rotateArguments(simulation).filter((word) => word !== '--yes'),
      {
        question: QUESTION,
        answer: async () => {
          between = await keyturn([...rotateArguments(simulation), ...elsewhere]);
          return 'yes';
        },
      },
    );

    expect(between).toMatchObject({ code: 0 });
    expect(waited, waited.stdout).toMatchObject({ code: 3 });
    expect(waited.stdout).toContain('s1, s2, s3: stage planned start, found reencrypt_finished');
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });

  it('given an answer that is neither yes nor no, when it is asked for once more and is no, then it was cancelled, which is not success, and nothing is sent', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();

    const answers = ['perhaps', 'n'];
    const declined = await atTerminal(
      rotateArguments(simulation).filter((word) => word !== '--yes'),
      { question: QUESTION, answer: () => answers.shift() },
    );

    expect(declined, declined.stdout).toMatchObject({ code: 3 });
    expect(answers).toEqual([]);
    expect(declined.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /Please type yes or no: n \S*Cancelled: nothing was changed/,
    );
    expect(declined.stdout).not.toContain('error:');
    expect(declined.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /in all 9 restarts of rke2-server, one server at a time; about .* Rotate the key of simulated now\? \[y\/N\] perhaps/,
    );
    expect(await engineCommands(simulation)).toEqual([]);
  });

  it('given a rotation that was begun elsewhere, when its adoption is declined, then it was asked for as such and nothing is sent', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1 });
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');

    const declined = await atTerminal(
      rotateArguments(simulation, '--adopt').filter((word) => word !== '--yes'),
      { question: QUESTION, answer: () => 'no' },
    );

    expect(declined, declined.stdout).toMatchObject({ code: 3 });
    const shown = declined.stdout.replaceAll(/\s+/g, ' ');
    expect(shown).toContain('begun elsewhere; this rotation continues with roll 1');
    expect(shown).toContain('Continue this rotation of simulated, begun elsewhere, now?');
    expect(shown).toContain('Cancelled: nothing was changed');
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(await engineCommands(simulation)).toEqual(['prepare']);
  });
});
