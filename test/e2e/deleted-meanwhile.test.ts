import { describe, it } from 'vitest';

import { SECRETS } from '../../src/simulator/world/objects.ts';
import { restartService } from '../../src/simulator/world/service.ts';
import { TELLING } from './support/eras.ts';
import { atEntry, minted, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { journalOf, keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';

/** More than the engine lists at once: those of later pages are gone when it comes to them. */
const SMALL = { secrets: 60 };

const WAITING = '"step":"rewrite-finished","elapsedMs"';

type Command = 'reencrypt' | 'reencrypt-skip';

/** When the leader's engine rewrites the next Secret, somebody deletes the last one. */
function deleteAtNextRewrite({ world }: InProcessSimulation, deleted: string[] = []): void {
  const { apiserver } = world.server('s1');
  if (apiserver === undefined) throw new Error('the leader has no apiserver');
  const rewrite = apiserver.rewrite.bind(apiserver);
  apiserver.rewrite = (...args) => {
    apiserver.rewrite = rewrite;
    const last = world.etcd.store.range(SECRETS.from, SECRETS.to).at(-1);
    if (last !== undefined && world.etcd.store.delete(last.key)) deleted.push(last.key);
    return rewrite(...args);
  };
}

/** The same after the `nth` such command. */
function deleteUnderRewrite(
  simulation: InProcessSimulation,
  command: Command,
  nth: number,
): { readonly deleted: string[] } {
  const deleted: string[] = [];
  const fits = (entry: { readonly kind: string; readonly command?: string }) => entry.command === command;
  atEntry(simulation, { fits, nth }, () => deleteAtNextRewrite(simulation, deleted));
  return { deleted };
}

/** Deletes a Secret that the engine will come to on its next page but one. */
function deleteAhead({ world }: InProcessSimulation): boolean {
  const { store } = world.etcd;
  const left = store.range(SECRETS.from, SECRETS.to).filter(({ value }) => value.includes(':aescbckey:'));
  const ahead = left[30];
  return ahead !== undefined && store.delete(ahead.key);
}

function sent({ world }: InProcessSimulation, command: Command): number {
  return world.ledger.snapshot().filter((entry) => 'command' in entry && entry.command === command).length;
}

/** How the engines tell of it, where they do. */
const ERAS = [
  ['2026', 'rke2'],
  ['2026', 'k3s'],
  ['2025', 'k3s'],
  ['2022', 'rke2'],
] as const;

describe('a Secret that is deleted while the engine rewrites', () => {
  it.for(ERAS)(
    'given the log of %s on %s, and it happens in two rewrites in a row, when keyturn rotates, then the engine’s giving up is told, the leader alone is restarted and asked anew each time, and the run ends well',
    async ([era, distribution], { expect }) => {
      await using simulation = await startInProcess({ ...SMALL, era, distribution });
      deleteUnderRewrite(simulation, 'reencrypt', 1);
      deleteUnderRewrite(simulation, 'reencrypt', 2);

      const ended = await keyturn(rotateArguments(simulation));

      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      const told = `${ended.stdout}${ended.stderr}`.replaceAll(/\s+/g, ' ');
      expect(told.match(/s1 aborted the rewrite because a Secret was deleted meanwhile/g)).toHaveLength(2);
      expect(sent(simulation, 'reencrypt')).toBe(3);
      const intended = journalOf(simulation).flatMap(({ record }) => (record.kind === 'intended' ? [record.step] : []));
      expect(intended.filter((step) => step === 'restart:rotate:s1')).toHaveLength(3);
      expect(intended.filter((step) => step === 'restart:rotate:s2')).toHaveLength(1);
      expect(minted(simulation)).toBe(1);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );

  it.for(TELLING)(
    'given the log of $era on $distribution, it happens and the run is killed there, when it is resumed, then the leader is restarted and asked anew, and the run ends well',
    async ({ era, distribution }, { expect }) => {
      await using simulation = await startInProcess({ ...SMALL, era, distribution });
      deleteUnderRewrite(simulation, 'reencrypt', 1);
      await killedRun(simulation, '"deleted":true');

      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(sent(simulation, 'reencrypt')).toBe(2);
      expect(minted(simulation)).toBe(1);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );

  for (const command of ['reencrypt-skip', 'reencrypt'] as const) {
    it.for(TELLING)(
      `given the log of $era on $distribution, a single server and it happens after ${command}, when keyturn rotates staged, then the run ends well`,
      async ({ era, distribution }, { expect }) => {
        await using simulation = await startInProcess({ ...SMALL, servers: 1, era, distribution });
        const { deleted } = deleteUnderRewrite(simulation, command, 1);

        const ended = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

        expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
        expect(deleted).toHaveLength(1);
        expect(`${ended.stdout}${ended.stderr}`.replaceAll(/\s+/g, ' ')).toContain(
          's1 aborted the rewrite because a Secret was deleted meanwhile',
        );
        expect(minted(simulation)).toBe(1);
        expect(simulation.census()).not.toHaveProperty('aescbckey');
      },
    );
  }

  it.for(TELLING)(
    'given the log of $era on $distribution and a rewrite that was begun elsewhere and adopted, when it happens, then the leader is restarted and asked anew, and the run ends well',
    async ({ era, distribution }, { expect }) => {
      await using simulation = await startInProcess({ era, distribution, secrets: 400, faults: ['slow-rewrite:300'] });
      await killedRun(simulation, WAITING);
      const given = await keyturn(['runs', 'end', '--yes', '--state-dir', simulation.stateDirectory]);

      const adopted = await rotateUntil(simulation, WAITING, '--adopt');
      const deleted = deleteAhead(simulation);
      simulation.world.faults.add({ name: 'slow-rewrite', arguments: ['1'] });
      const ended = await adopted.finished;

      expect(given, given.stdout + given.stderr).toMatchObject({ code: 0 });
      expect(deleted).toBe(true);
      expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stdout).toContain('"deleted":true');
      expect(sent(simulation, 'reencrypt')).toBe(2);
      expect(minted(simulation)).toBe(1);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );

  it('given a single server and nothing asked for, when somebody deletes a Secret in the middle of a slow rewrite, then the run ends well by itself', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ servers: 1, secrets: 400, faults: ['slow-rewrite:100'] });

    const run = await rotateUntil(simulation, '"step":"rewrite-kept","elapsedMs"');
    const deleted = deleteAhead(simulation);
    const ended = await run.finished;

    expect(deleted).toBe(true);
    expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(sent(simulation, 'reencrypt')).toBe(1);
    expect(minted(simulation)).toBe(1);
    expect(simulation.census()).not.toHaveProperty('aescbckey');
  });

  for (const way of ['--resume', '--adopt'] as const) {
    it.for(TELLING)(
      `given the log of $era on $distribution, a single server and rotate-keys by name, when it happens, then keyturn moves the rest, both keys are kept, and a person decides; so does ${way} after a restart`,
      async ({ era, distribution }, { expect }) => {
        await using simulation = await startInProcess({ ...SMALL, servers: 1, era, distribution });
        deleteAtNextRewrite(simulation);

        const stopped = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys'));
        const moved = simulation.census();
        const { world } = simulation;
        restartService(world, world.server('s1'));
        await expect.poll(() => world.server('s1').service.state.activeState).toBe('active');
        if (way === '--adopt') await keyturn(['runs', 'end', '--yes', '--state-dir', simulation.stateDirectory]);
        const again = await keyturn(rotateArguments(simulation, way));

        for (const ended of [stopped, again]) {
          expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 5 });
          const told = ended.stderr.replaceAll(/\s+/g, ' ');
          expect(told).toContain('all of them are under the new key, and readable');
          expect(told).toContain('The cluster can safely stay in this state: both keys are kept');
          expect(told).not.toMatch(/restart no server/i);
        }
        expect(moved).not.toHaveProperty('aescbckey');
        expect(minted(simulation)).toBe(1);
      },
    );
  }

  it.for(TELLING)(
    'given the log of $era on $distribution, rotate-keys on three servers with writes refused, when it happens, then a person must decide: only the leader has both keys',
    async ({ era, distribution, notUpdated }, { expect }) => {
      await using simulation = await startInProcess({ ...SMALL, era, distribution });
      deleteAtNextRewrite(simulation);

      const ended = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys', '--freeze-writes'));

      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 5 });
      expect(ended.stderr.replaceAll(/\s+/g, ' ')).toMatch(
        new RegExp(`cause: ${notUpdated}: secrets "\\S+" not found`),
      );
    },
  );
});
