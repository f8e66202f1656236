import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

describe('one run, taken up in two places', () => {
  it('given its process is alive, when a copy of its journal is resumed elsewhere, then that is refused with exit code 6 and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const first = start(rotateArguments(simulation, '--output', 'ndjson'));
    await saw(first.child, '"step":"restart:prepare:s1"');
    const copy = join(simulation.directory, 'copy');
    cpSync(simulation.stateDirectory, copy, { recursive: true });

    const second = await keyturn([...rotateArguments(simulation, '--resume'), '--state-dir', copy]);

    expect(second, second.stdout + second.stderr).toMatchObject({ code: 6 });
    expect(await first.finished).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });
});
