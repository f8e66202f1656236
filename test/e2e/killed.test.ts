import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { SAVES_AT_THE_END } from './support/saves-at-the-end.ts';
import { startSimulation, type RunningSimulation, type SimulationOptions } from './support/simulation.ts';

const SINGLE_STAGED = ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt'];
const STAGED = ['prepare', 'rotate', 'reencrypt'];
const BY_STAGED = ['--strategy', 'staged'];
const BY_ROTATE_KEYS = ['--strategy', 'rotate-keys'];

/** Longest first: the last chains share the machine with nothing. */
const CHAINS: readonly {
  readonly name: string;
  readonly options: SimulationOptions;
  readonly asked: readonly string[];
  readonly commands: readonly string[];
  readonly reload?: 'restart-container';
}[] = [
  { name: '5 servers with all roles', options: { servers: 5 }, asked: BY_STAGED, commands: STAGED },
  {
    name: '2 control-plane-only and 3 etcd-only',
    options: { servers: 0, controlPlaneOnly: 2, etcdOnly: 3 },
    asked: BY_STAGED,
    commands: STAGED,
  },
  {
    name: '2 servers whose containers are restarted',
    options: { servers: 1, controlPlaneOnly: 1 },
    asked: BY_STAGED,
    commands: STAGED,
    reload: 'restart-container',
  },
  { name: '3 servers with all roles', options: { servers: 3 }, asked: BY_STAGED, commands: STAGED },
  { name: '3 servers with K3s', options: { distribution: 'k3s' }, asked: BY_STAGED, commands: STAGED },
  {
    name: '3 servers and rotate-keys with writes refused',
    options: SAVES_AT_THE_END,
    asked: [...BY_ROTATE_KEYS, '--freeze-writes'],
    commands: ['rotate-keys'],
  },
  {
    name: '3 servers and rotate-keys whose followers take both keys early',
    options: { faults: ['rewrite-waits:2'] },
    asked: [...BY_ROTATE_KEYS, '--freeze-writes'],
    commands: ['rotate-keys'],
  },
  {
    name: '1 server with all roles and 2 etcd-only',
    options: { servers: 1, etcdOnly: 2 },
    asked: BY_STAGED,
    commands: SINGLE_STAGED,
  },
  { name: '1 server', options: { servers: 1 }, asked: BY_STAGED, commands: SINGLE_STAGED },
  { name: '1 server and rotate-keys', options: { servers: 1 }, asked: BY_ROTATE_KEYS, commands: ['rotate-keys'] },
];
const PRELOAD = join(import.meta.dirname, 'support/kill-after-line.ts');
/** More than any journal has kinds of lines: a chain that is longer does not get on. */
const MOST_PROCESSES = 300;
/** A chain is some sixty processes one after another; on a machine that is busy with other things they take their time. */
const CHAIN_TIMEOUT_MS = 1_800_000;

/** Runs keyturn again and again, each process killed at a line that none was killed at before, until one ends by itself. */
async function chainOfKills(
  simulation: RunningSimulation,
  asked: readonly string[],
): Promise<{ readonly code: number | undefined; readonly output: string; readonly kills: readonly string[] }> {
  const killedFile = join(simulation.directory, 'killed');
  const killed = (): readonly string[] => readFileSync(killedFile, 'utf8').trim().split('\n');
  for (let count = 0; count < MOST_PROCESSES; count += 1) {
    const result = await keyturn(rotateArguments(simulation, ...(count === 0 ? asked : ['--resume'])), {
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

/** The kinds of lines in the journal, as the chain counts them. */
function linesOf(simulation: RunningSimulation): readonly string[] {
  const lines = journalOf(simulation).map(({ record }) => `${record.kind} ${'step' in record ? record.step : ''}`);
  return lines.filter((line) => !line.startsWith('run-ended'));
}

describe.concurrent('a run that is killed with SIGKILL after every line of its journal', () => {
  for (const { name, options, asked, commands, reload = 'wait' } of CHAINS) {
    it(
      `given ${name}, when each next process resumes it, then it ends well and sent each command once`,
      async ({ expect }) => {
        await using simulation = await startSimulation({ ...options, secrets: 20, writers: true });

        appendFileSync(simulation.inventory, `\n    rotation: { apiserverReload: ${reload} }\n`);

        const chain = await chainOfKills(simulation, asked);

        expect(chain.code, chain.output).toBe(0);
        expect(chain.kills).toContain(`intended command:${commands[0]}`);
        expect(chain.kills).toContain('done prove');
        expect(chain.kills).toEqual(expect.arrayContaining([...linesOf(simulation)]));
        const ledger = await simulation.ledger();
        expect(ledger.filter(({ kind }) => kind === 'engine-command').map(({ command }) => command)).toEqual(commands);
        expect(ledger.filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
        expect(await simulation.secrets()).not.toHaveProperty(`${options.provider ?? 'aescbc'}key`);
        expect(await simulation.writers()).toMatchObject({ lost: 0 });
      },
      CHAIN_TIMEOUT_MS,
    );
  }
});
