import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';

function runs(simulation: RunningSimulation, ...words: readonly string[]) {
  return keyturn(['runs', ...words, '--state-dir', simulation.stateDirectory]);
}

/** Kills a run in its first roll and spoils a line of its journal: no process can take it up. */
async function unresumable(simulation: RunningSimulation): Promise<void> {
  await killedRun(simulation, '"step":"restart:prepare:s2"');
  const [journal = ''] = globSync('runs/*/*/journal.ndjson', { cwd: simulation.stateDirectory });
  const file = join(simulation.stateDirectory, journal);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"sequence":2', '"sequence":7'));
}

describe('a run that cannot be resumed', () => {
  it('given its journal is damaged, when it is given up, then its journal stays, and the rotation is continued by a new run', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await unresumable(simulation);

    const resumed = await keyturn(rotateArguments(simulation, '--resume'));
    const unconfirmed = await runs(simulation, 'end');
    const ended = await runs(simulation, 'end', '--yes');
    const again = await runs(simulation, 'end', '--yes');
    const listed = await runs(simulation);
    const adopted = await keyturn(rotateArguments(simulation, '--adopt'));

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    expect(resumed.stderr).toContain('keyturn runs end');
    expect(unconfirmed, unconfirmed.stderr).toMatchObject({ code: 2 });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    const told = ended.stdout.replaceAll(/\s+/g, ' ');
    expect(told).toContain('This command changed nothing on the servers: what the run had done there is still there.');
    const whole = `--inventory hosts.yaml --cluster simulated --state-dir ${simulation.stateDirectory}`;
    expect(told).toContain(`keyturn status ${whole}`);
    expect(told).toContain(`keyturn rotate ${whole} --adopt`);
    expect(again, again.stderr).toMatchObject({ code: 3 });
    expect(listed.stdout).toContain('given up');
    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 0 });
  });

  it('given it is still at work, when it is listed, then as running, and when it is to be given up, then that is refused with exit code 6', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const run = await rotateUntil(simulation, '"step":"restart:prepare:s1"');

    const listed = await runs(simulation);
    const json = await runs(simulation, '--output', 'json');
    const ended = await runs(simulation, 'end', '--yes');

    expect(listed.stdout).toContain('running now');
    expect(JSON.parse(json.stdout)).toMatchObject({ runs: [{ outcome: 'running' }] });
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 6 });
    expect(await run.finished).toMatchObject({ code: 0 });
  });
});
