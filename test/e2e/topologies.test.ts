import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import {
  startSimulation,
  type LedgerEntry,
  type RunningSimulation,
  type SimulationOptions,
} from './support/simulation.ts';

const TOPOLOGIES: readonly { readonly name: string; readonly options: SimulationOptions }[] = [
  { name: '1 server', options: { servers: 1 } },
  { name: '3 servers with all roles', options: { servers: 3 } },
  { name: '1 server with all roles and 2 etcd-only', options: { servers: 1, etcdOnly: 2 } },
  { name: '3 servers with all roles and 2 etcd-only', options: { servers: 3, etcdOnly: 2 } },
  { name: '2 control-plane-only and 3 etcd-only', options: { servers: 0, controlPlaneOnly: 2, etcdOnly: 3 } },
  { name: '5 servers with all roles', options: { servers: 5 } },
];

const STAGED = ['prepare', 'rotate', 'reencrypt'];
const STAGED_SINGLE = ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt'];

function isSingle({ servers = 3, controlPlaneOnly = 0 }: SimulationOptions): boolean {
  return servers + controlPlaneOnly === 1;
}

function commandsOf(ledger: readonly LedgerEntry[]): readonly string[] {
  return ledger.flatMap(({ kind, command }) => (kind === 'engine-command' && command !== undefined ? [command] : []));
}

/** Steps that a run went through, and those of its plan, in order. */
function stepsOf(simulation: RunningSimulation): {
  readonly gone: readonly string[];
  readonly planned: readonly string[];
} {
  const journal = journalOf(simulation).map(({ record }) => record);
  return {
    gone: journal.flatMap((record) => (record.kind === 'done' || record.kind === 'found-done' ? [record.step] : [])),
    planned: journal.flatMap((record) => (record.kind === 'run-started' ? record.plan.steps.map(({ id }) => id) : [])),
  };
}

function unknownOf(ledger: readonly LedgerEntry[]): readonly string[] {
  return ledger.flatMap(({ kind, line }) => (kind === 'unknown-program' ? [line ?? ''] : []));
}

describe.concurrent('a rotation, staged, with writers at work', () => {
  for (const { name, options } of TOPOLOGIES) {
    it(`given ${name}, when it ends, then no Secret is lost and none is under the old key`, async ({ expect }) => {
      await using simulation = await startSimulation({ ...options, writers: true });

      const first = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

      expect(first, first.stderr + first.stdout).toMatchObject({ code: 0 });
      const ledger = await simulation.ledger();
      expect(commandsOf(ledger)).toEqual(isSingle(options) ? STAGED_SINGLE : STAGED);
      expect(unknownOf(ledger)).toEqual([]);
      const { gone, planned } = stepsOf(simulation);
      expect(gone).toEqual(planned);
      const underKeys = await simulation.secrets();
      expect(Object.keys(underKeys)).toHaveLength(1);
      expect(underKeys).not.toHaveProperty('aescbckey');
      const writers = await simulation.writers();
      expect(writers.lost).toBe(0);
      expect(writers.acknowledged).toBeGreaterThan(0);
    });
  }

  it('given a rotation that just ended, when a second one follows, then it works as well', async ({ expect }) => {
    await using simulation = await startSimulation({ writers: true });

    const first = await keyturn(rotateArguments(simulation));
    const second = await keyturn(rotateArguments(simulation));

    expect(first, first.stderr + first.stdout).toMatchObject({ code: 0 });
    expect(second, second.stderr + second.stdout).toMatchObject({ code: 0 });
    expect(commandsOf(await simulation.ledger())).toEqual([...STAGED, ...STAGED]);
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given K3s, when it ends, then no Secret is lost', async ({ expect }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', writers: true });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stderr + result.stdout).toMatchObject({ code: 0 });
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});

describe.concurrent('a rotation by rotate-keys', () => {
  for (const { name, options } of TOPOLOGIES) {
    it(`given ${name} and nobody writing, when it ends, then every Secret is under the new key`, async ({ expect }) => {
      await using simulation = await startSimulation(options);
      const accepted = isSingle(options) ? [] : ['--accept-write-window'];

      const result = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys', ...accepted));

      expect(result, result.stderr + result.stdout).toMatchObject({ code: 0 });
      expect(commandsOf(await simulation.ledger())).toEqual(['rotate-keys']);
      const { gone, planned } = stepsOf(simulation);
      expect(gone).toEqual(planned);
      expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    });
  }

  it('given several control-plane servers, when the write window is not accepted, then it is refused with exit code 3', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();

    const result = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys'));

    expect(result).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('--accept-write-window');
    expect(commandsOf(await simulation.ledger())).toEqual([]);
  });

  it('given a secretbox cluster, when rotate-keys is asked for by name and its window accepted, then it works, and not before', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ provider: 'secretbox' });

    const refused = await keyturn(rotateArguments(simulation));
    const accepted = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys', '--accept-write-window'));

    expect(refused).toMatchObject({ code: 3 });
    expect(accepted, accepted.stderr + accepted.stdout).toMatchObject({ code: 0 });
    expect(commandsOf(await simulation.ledger())).toEqual(['rotate-keys']);
  });
});
