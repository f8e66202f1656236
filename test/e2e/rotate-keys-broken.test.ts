import { describe, it } from 'vitest';

import { encryptionFileOf } from './support/encryption-file.ts';
import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

/** The steps that the newest journal has as done, in order. */
function doneSteps(simulation: RunningSimulation): readonly string[] {
  return journalOf(simulation).flatMap(({ record }) => (record.kind === 'done' ? [record.step] : []));
}

async function sealedKeys(simulation: RunningSimulation): Promise<string> {
  const { stdout } = await simulation.exec(
    's1',
    "grep -ho 'aescbckey-[^\"]*' /var/lib/keyturn/sealed/*/new-key/encryption-config.json",
  );
  return stdout;
}

describe.concurrent('a rotate-keys that breaks in the middle', () => {
  it('given a rewrite that aborts, when the run stops, then a copy of the new key is sealed already', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: ['rewrite-fails:10'] });

    const stopped = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    expect(doneSteps(simulation)).toContain('seal-new-key');
    expect(await sealedKeys(simulation)).toContain('aescbckey-');
  });

  it.for(['2026', '2025', '2022'] as const)(
    'given the words of %s and an apiserver that loads its file later than the engine waits, when the command fails by its number, then the run says the cause, waits one more period, and a person decides; so does a resumed one',
    async (era, { expect }) => {
      await using simulation = await startSimulation({ servers: 1, era, faults: ['late-reload:s1:40000000'] });

      const stopped = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys', '--output', 'json'));
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
      expect(JSON.parse(stopped.stdout)).toMatchObject({
        outcome: {
          failure: {
            kind: 'rewrite-failed',
            server: 's1',
            cause: expect.stringContaining('apiserver has not reloaded'),
            lateReload: 'still-missing',
          },
        },
      });
      expect(doneSteps(simulation)).toContain('seal-new-key');
      expect(await sealedKeys(simulation)).toContain('aescbckey-');
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
      expect(resumed.stderr).toContain('Restart no server');
      expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
    },
  );

  it('given one that loads it after all, when the run has stopped or is resumed, then keyturn has moved every Secret under the new key', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: ['late-reload:s1:300000'] });

    await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys'));
    const loaded = async () => (await encryptionFileOf(simulation, 's1')).inUse;
    const { onDisk } = await encryptionFileOf(simulation, 's1');
    await expect.poll(loaded).toBe(onDisk);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    expect(resumed.stderr.replaceAll(/\s+/g, ' ')).toContain('all of them are under the new key, and readable');
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
  });
});
