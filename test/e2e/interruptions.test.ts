import { describe, it } from 'vitest';

import { encryptionFileOf } from './support/encryption-file.ts';
import { atEntry, startInProcess } from './support/in-process.ts';
import { journalOf, keyturn, rotateArguments, rotateUntil, type Started } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

/** In simulated milliseconds: its time runs 60 times faster. */
const HOUR_MS = 60 * 3_600_000;

const SHA256 = /^[0-9a-f]{64}$/;
const PRESSES = [1, 2] as const;

/** Presses Ctrl-C; a second time when the first one was heard. */
async function interrupt(run: Started, presses: (typeof PRESSES)[number]): Promise<void> {
  run.child.kill('SIGINT');
  if (presses === 1) return;
  await saw(run.child, 'interrupt-requested');
  run.child.kill('SIGINT');
}

describe('a run in the middle of a restart', () => {
  it('given its terminal is closed, of which kernel and shell both tell, then the server comes back first, the journal names the closed terminal, and a resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    const run = await rotateUntil(
      simulation,
      '"type":"gate-held","server":"s1","gate":"unit","step":"restart:prepare:s1"',
    );
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();
    run.child.kill('SIGHUP');
    run.child.kill('SIGHUP');

    const hungUp = await run.finished;
    const records = journalOf(simulation).map(({ record }) => record);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(hungUp.code).toBe(130);
    expect(records.at(-1)).toMatchObject({ kind: 'run-ended', outcome: 'interrupted', by: 'SIGHUP' });
    const asked = records.flatMap((record) => (record.kind === 'intended' ? [record.step] : []));
    expect(asked.filter((step) => step.startsWith('restart:'))).toEqual(['restart:prepare:s1']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    const ledger = simulation.world.ledger.snapshot();
    const commands = ledger.flatMap((entry) => (entry.kind === 'engine-command' ? [entry.command] : []));
    expect(commands).toEqual(['prepare', 'rotate', 'reencrypt']);
  });

  it('given Ctrl-C once, then it ends when the server is healthy, before the next one', async ({ expect }) => {
    await using simulation = await startInProcess();
    const run = await rotateUntil(
      simulation,
      '"type":"gate-held","server":"s1","gate":"unit","step":"restart:prepare:s1"',
    );
    await interrupt(run, 1);

    const interrupted = await run.finished;

    expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
    expect(interrupted.stdout).toContain('"type":"step-finished","step":"restart:prepare:s1"');
    expect(interrupted.stderr).toContain('before the step: restart the service on s2');
    expect(interrupted.stderr).not.toContain('may still be in progress on the server');
  });
});

describe.concurrent('Ctrl-C', () => {
  for (const presses of PRESSES) {
    const often = presses === 1 ? 'once' : 'twice';

    it(`given it is pressed ${often} during a run, when that is resumed, then it ends well`, async ({ expect }) => {
      await using simulation = await startSimulation({ timeScale: 20 });
      const first = await rotateUntil(simulation, '"step":"restart:prepare:s1"');
      await interrupt(first, presses);

      const interrupted = await first.finished;
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
      expect(interrupted.stderr.replaceAll(/\s+/g, ' ')).toContain(
        'The cluster can safely stay in this state until then',
      );
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
    });

    it(`given an apiserver that will not load its file for an hour, when it is pressed ${often} in that wait, then the run ends before the file is loaded and says how to go on`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ servers: 1, faults: [`late-reload:s1:${HOUR_MS}`] });
      const run = await rotateUntil(simulation, '"gate":"loaded","step":"loaded:prepare"', '--strategy', 'staged');
      await interrupt(run, presses);

      const interrupted = await run.finished;

      expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
      const { onDisk, inUse } = await encryptionFileOf(simulation, 's1');
      expect(inUse).toMatch(SHA256);
      expect(onDisk).toMatch(SHA256);
      expect(inUse).not.toBe(onDisk);
      const told = interrupted.stderr.replaceAll(/\s+/g, ' ');
      expect(told).toContain('Interrupted by the operator');
      expect(told).toContain('during the step: wait until');
      expect(told).toContain(`keyturn rotate --inventory ${simulation.inventory}`);
      expect(told).toContain('--resume');
      expect(await engineCommands(simulation)).toEqual(['prepare']);
    });
  }

  it('given a leader that is gone when it has taken a command, when it is pressed twice in the wait for its effect, then the run ends and says how to go on', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ servers: 1 });
    atEntry(simulation, { fits: ({ kind }) => kind === 'engine-command', nth: 1 }, () =>
      simulation.fault('host-dead:s1'),
    );
    const run = await rotateUntil(simulation, '"reconnecting"', '--strategy', 'staged');
    await interrupt(run, 2);

    const interrupted = await run.finished;

    expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
    expect(interrupted.stderr).toContain('--resume');
    expect(interrupted.stderr).toContain('what the step sent may still be in progress on the server');
    expect(interrupted.stderr).not.toContain('nothing was started');
    expect(journalOf(simulation).map(({ record }) => record)).toContainEqual(
      expect.objectContaining({ kind: 'intended', step: 'command:prepare' }),
    );
  });
});
