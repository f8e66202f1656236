import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import type { LedgerEntry } from '../../src/simulator/world/ledger.ts';
import { askApiserver } from './support/ask-apiserver.ts';
import { atEntry, minted, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { journalOf, keyturn, rotateArguments, rotateUntil, start } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { withShortPatience } from './support/short-patience.ts';
import { killedAt, told } from './support/left-out.ts';
import { SAVES_AT_THE_END } from './support/saves-at-the-end.ts';
import { engineCommands, linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

/** Three servers with writers at work, of which s3 was lost when the second roll began; the run has stopped. */
async function lostInTheSecondRoll(simulation: RunningSimulation) {
  const run = await rotateUntil(simulation, '"step-finished","step":"command:rotate"');
  await simulation.fault('host-gone:s3');
  return run.finished;
}

/** A run that was killed when a server was restarted for the `nth` time, and s1, its leader, lost and taken out before anything else happened. */
async function leaderLostAt(
  simulation: InProcessSimulation,
  { server, nth }: { readonly server: string; readonly nth: number },
): Promise<void> {
  const run = start(rotateArguments(simulation));
  const fits = (entry: LedgerEntry): boolean => entry.kind === 'service-restart' && entry.server === server;
  atEntry(simulation, { fits, nth }, () => {
    simulation.fault('host-gone:s1:removed');
    run.child.kill('SIGKILL');
  });
  await run.finished;
}

function restartsIn({ world }: InProcessSimulation): number {
  return world.ledger.snapshot().filter(({ kind }) => kind === 'service-restart').length;
}

const POLICY = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/keyturn-freeze-secrets';

async function policyStatus(simulation: RunningSimulation): Promise<number> {
  return (await askApiserver(simulation, 's1', { method: 'GET', path: POLICY })).status;
}

/** Two servers of the inventory change their places. */
function exchange({ inventory }: RunningSimulation, one: string, other: string): void {
  const text = readFileSync(inventory, 'utf8');
  writeFileSync(
    inventory,
    text.replaceAll(/name: (\w+)$/gm, (line, name) => {
      if (name === one) return `name: ${other}`;
      return name === other ? `name: ${one}` : line;
    }),
  );
}

describe.concurrent('a server that is lost for good', () => {
  it('given a follower is lost in the second roll, when it is out of the cluster and the run is resumed without it, then it ends, also after another crash, with every Secret under the new key and none lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true });

    const stopped = await lostInTheSecondRoll(simulation);
    const unnamed = await keyturn(rotateArguments(simulation, '--resume'));
    const before = await linesThatChange(simulation);
    const early = await keyturn(rotateArguments(simulation, '--resume', '--without', 's3'));
    const after = await linesThatChange(simulation);
    await simulation.fault('host-gone:s3:removed');
    await killedRun(simulation, '"step-started","step":"restart:reencrypt_finished:', '--resume', '--without', 's3');
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));
    const writers = await simulation.writers();

    expect(stopped, told(stopped)).toMatchObject({ code: 4 });
    expect(unnamed, told(unnamed)).toMatchObject({ code: 4 });
    expect(unnamed.stderr).toContain('Server s3 cannot be reached');
    expect(unnamed.stderr).toMatch(/keyturn rotate .* --resume --without s3/);
    expect(early, told(early)).toMatchObject({ code: 4 });
    expect(told(early)).toContain('a server that is left out is still part of the cluster');
    expect(early.stderr).toMatch(/node=s3[\s\S]*member=s3-/);
    expect(after).toEqual(before);
    expect(resumed, told(resumed)).toMatchObject({ code: 0 });
    expect(told(resumed)).toContain('on every server but s3, left out');
    expect(told(resumed)).toContain('Nothing was checked on it');
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
    expect(writers).toMatchObject({ lost: 0 });
    expect(journalOf(simulation).filter(({ record }) => record.kind === 'servers-left-out')).toHaveLength(1);
  });

  it('given the only other control-plane server is lost in the second roll, when the run is resumed without it, then the old key is kept until nothing is under it, and no Secret is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 0, etcdOnly: 3, controlPlaneOnly: 2, writers: true });

    await killedAt(simulation, { at: '"step-finished","step":"command:rotate"', lost: 'c2' });
    await simulation.fault('host-gone:c2:removed');
    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--without', 'c2'));

    expect(resumed, told(resumed)).toMatchObject({ code: 0 });
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt-skip', 'reencrypt']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given writes of Secrets are refused by a run of rotate-keys and the follower with the second copy of the new key is lost, when the run is resumed without it, then another one gets such a copy, and the run ends and lets writes through', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SAVES_AT_THE_END, writers: true, timeScale: 20 });

    await killedAt(simulation, {
      at: '"step-started","step":"restart:reencrypt_finished:s2"',
      lost: 's2',
      more: ['--strategy', 'rotate-keys', '--freeze-writes'],
    });
    await simulation.fault('host-gone:s2:removed');
    const frozen = await policyStatus(simulation);
    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--without', 's2'));
    const secondCopies = journalOf(simulation).flatMap(({ record }) =>
      record.kind === 'done' && record.step === 'seal-elsewhere' ? [record.evidence['server']] : [],
    );

    expect(frozen).toBe(200);
    expect(resumed, told(resumed)).toMatchObject({ code: 0 });
    expect(secondCopies).toEqual(['s2', 's3']);
    expect(await policyStatus(simulation)).toBe(404);
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given the leader is lost in the first roll, when the run is to go on without it, then it is refused with what to do instead; and that works', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ writers: true });
    await leaderLostAt(simulation, { server: 's3', nth: 1 });
    const before = restartsIn(simulation);

    const refused = await keyturn(rotateArguments(simulation, '--resume', '--without', 's1'));
    const after = restartsIn(simulation);
    await keyturn(['runs', 'end', '--yes', '--state-dir', simulation.stateDirectory]);
    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--without', 's1'));

    expect(refused, told(refused)).toMatchObject({ code: 5 });
    expect(told(refused)).toContain('s1 runs the stage commands of run');
    expect(refused.stderr).toMatch(/keyturn rotate .*--adopt --without s1 --dry-run/);
    expect(after).toEqual(before);
    expect(adopted, told(adopted)).toMatchObject({ code: 0 });
    expect(Object.keys(simulation.census())).toHaveLength(1);
    expect(minted(simulation)).toBe(1);
    expect(await simulation.writersReport()).toMatchObject({ lost: 0 });
  });

  it('given the leader is lost when the datastore has its files of a later stage, when its rotation is adopted, then the first server that takes them stops it, and adopted once more it ends', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ writers: true });
    await leaderLostAt(simulation, { server: 's1', nth: 2 });
    withShortPatience(simulation);
    const adopt = async () => {
      await keyturn(['runs', 'end', '--yes', '--state-dir', simulation.stateDirectory]);
      return keyturn(rotateArguments(simulation, '--adopt', '--without', 's1'));
    };

    const stopped = await adopt();
    const ended = await adopt();

    expect(stopped, told(stopped)).toMatchObject({ code: 4 });
    expect(ended, told(ended)).toMatchObject({ code: 0 });
    expect(Object.keys(simulation.census())).toHaveLength(1);
    expect(minted(simulation)).toBe(1);
    expect(await simulation.writersReport()).toMatchObject({ lost: 0 });
  });

  it('given a run that goes on without it, when something answers again at its address, then nothing is sent, and it is said what that server has', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await killedAt(simulation, { at: '"step-finished","step":"command:prepare"', lost: 's3' });
    await simulation.fault('host-gone:s3:removed');
    await killedRun(simulation, '"servers-left-out"', '--resume', '--without', 's3');
    const before = await linesThatChange(simulation);

    exchange(simulation, 's3', 's2');
    const back = await keyturn(rotateArguments(simulation, '--resume'));

    expect(back, told(back)).toMatchObject({ code: 5 });
    expect(told(back)).toContain('Server s3 answers again, and this run goes on without it');
    expect(told(back)).toContain('Do not start the service on s3 as it is');
    expect(await linesThatChange(simulation)).toEqual(before);
  });

  it('given a run without it, when it joins the cluster again in the middle of a roll, then no other server is restarted', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    const { nodes, ledger } = simulation.world;
    const node = nodes.get('s3');
    simulation.fault('host-gone:s3:removed');
    withShortPatience(simulation);
    atEntry(simulation, { fits: ({ kind }) => kind === 'service-restart', nth: 1 }, () => {
      if (node !== undefined) nodes.set('s3', node);
    });

    const stopped = await keyturn(rotateArguments(simulation, '--without', 's3'));

    expect(stopped, told(stopped)).toMatchObject({ code: 4 });
    expect(told(stopped)).toContain('unexpected node=s3');
    const restarted = ledger.snapshot().flatMap((entry) => (entry.kind === 'service-restart' ? [entry.server] : []));
    expect(restarted).toEqual(['s1']);
  });
});
