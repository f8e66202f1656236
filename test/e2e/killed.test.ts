import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation, type SimulationOptions } from './support/simulation.ts';

const TOPOLOGIES: readonly {
  readonly name: string;
  readonly options: SimulationOptions;
  readonly commands: readonly string[];
}[] = [
  { name: '1 server', options: { servers: 1 }, commands: ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt'] },
  { name: '3 servers with all roles', options: { servers: 3 }, commands: ['prepare', 'rotate', 'reencrypt'] },
  {
    name: '1 server with all roles and 2 etcd-only',
    options: { servers: 1, etcdOnly: 2 },
    commands: ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt'],
  },
  {
    name: '2 control-plane-only and 3 etcd-only',
    options: { servers: 0, controlPlaneOnly: 2, etcdOnly: 3 },
    commands: ['prepare', 'rotate', 'reencrypt'],
  },
  { name: '5 servers with all roles', options: { servers: 5 }, commands: ['prepare', 'rotate', 'reencrypt'] },
];
const PRELOAD = join(import.meta.dirname, 'support/kill-after-line.ts');
/** More than any journal has kinds of lines: a chain that is longer does not get on. */
const MOST_PROCESSES = 300;
/** A chain is some sixty processes one after another. */
const CHAIN_TIMEOUT_MS = 600_000;

/** Runs keyturn again and again, each process killed at a line that none was killed at before, until one ends by itself. */
async function chainOfKills(
  simulation: RunningSimulation,
): Promise<{ readonly code: number | undefined; readonly output: string; readonly kills: readonly string[] }> {
  const killedFile = join(simulation.directory, 'killed');
  const killed = (): readonly string[] => readFileSync(killedFile, 'utf8').trim().split('\n');
  for (let count = 0; count < MOST_PROCESSES; count += 1) {
    const resume = count === 0 ? ['--strategy', 'staged'] : ['--resume'];
    const result = await keyturn(rotateArguments(simulation, ...resume), {
      nodeArguments: ['--import', PRELOAD],
      environment: { KEYTURN_TEST_KILLED: killedFile },
    });
    const last = journalOf(simulation).at(-1)?.record;
    const over = last?.kind === 'run-ended' && last.outcome === 'done';
    if (over) return { code: 0, output: '', kills: killed() };
    if (result.code !== undefined) return { code: result.code, output: result.stdout + result.stderr, kills: killed() };
  }
  return { code: undefined, output: 'the chain does not get on', kills: killed() };
}

describe.concurrent('a run that is killed with SIGKILL after every line of its journal', () => {
  for (const { name, options, commands } of TOPOLOGIES) {
    it(
      `given ${name}, when each next process resumes it, then it ends well and sent each command once`,
      async ({ expect }) => {
        await using simulation = await startSimulation({ ...options, secrets: 20, writers: true });

        const chain = await chainOfKills(simulation);

        expect(chain.code, chain.output).toBe(0);
        expect(chain.kills).toContain('intended command:prepare');
        expect(chain.kills).toContain('done prove');
        expect(chain.kills.length).toBeGreaterThan(20);
        const ledger = await simulation.ledger();
        expect(ledger.filter(({ kind }) => kind === 'engine-command').map(({ command }) => command)).toEqual(commands);
        expect(ledger.filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
        expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
        expect(await simulation.writers()).toMatchObject({ lost: 0 });
      },
      CHAIN_TIMEOUT_MS,
    );
  }
});
