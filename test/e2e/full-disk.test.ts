import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';
import { MAY_MOUNT, mountSmallDisk } from './support/small-disk.ts';

describe.runIf(MAY_MOUNT).concurrent('a full disk under the journal', () => {
  it('given it is full before the run, when a rotation is asked for, then it exits 3, names the file, and sends no command', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    using disk = mountSmallDisk(simulation.stateDirectory);
    disk.fill();

    const refused = await keyturn(rotateArguments(simulation));
    const commandsThen = await engineCommands(simulation);
    disk.free();
    const again = await keyturn(rotateArguments(simulation));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain(simulation.stateDirectory);
    expect(refused.stderr).toMatch(/ENOSPC|no space/i);
    expect(commandsThen).toEqual([]);
    expect(again, again.stdout + again.stderr).toMatchObject({ code: 0 });
  });

  it('given it fills during the run, when room is made, then no command was sent without a written intention, and the resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    using disk = mountSmallDisk(simulation.stateDirectory);
    const first = await rotateUntil(simulation, '"step":"restart:prepare:s1"');
    disk.fill();

    const stopped = await first.finished;
    const sent = await engineCommands(simulation);
    const intended = journalOf(simulation).flatMap(({ record }) =>
      record.kind === 'intended' && record.step.startsWith('command:') ? [record.step.slice('command:'.length)] : [],
    );
    disk.free();
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(stopped.stderr + stopped.stdout).toContain('journal.ndjson');
    expect(sent).toEqual(intended);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });
});
