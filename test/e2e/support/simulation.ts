import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { SimulatedDatastore, Era } from '../../../src/model/simulation.ts';
import { PLAIN_SIMULATION } from '../../support/plain-simulation.ts';
import { simulateHere } from './built-simulator.ts';
import { start, type Finished } from './keyturn.ts';

export interface SimulationOptions {
  readonly servers?: number;
  readonly etcdOnly?: number;
  readonly controlPlaneOnly?: number;
  readonly secrets?: number;
  readonly distribution?: 'rke2' | 'k3s';
  readonly datastore?: SimulatedDatastore;
  readonly provider?: 'aescbc' | 'secretbox';
  readonly faults?: readonly string[];
  readonly writers?: boolean;
  /** How its engines print. */
  readonly era?: Era;
  readonly timeScale?: number;
  /** A jump host before the servers. */
  readonly jump?: boolean;
  readonly configForm?: 'yaml' | 'json' | 'drop-ins';
  readonly dataDir?: string;
  /** Nodes are not called as their hosts. */
  readonly nodeIds?: boolean;
  /** The servers follow the security guide. */
  readonly hardened?: boolean;
}

const DEFAULTS = {
  ...PLAIN_SIMULATION,
  secrets: 40,
  timeScale: 60,
} as const;

/** What the simulated cluster wrote down, from the servers' side. */
export interface LedgerEntry {
  readonly kind: string;
  readonly server: string;
  /** ms since the epoch. */
  readonly atMs: number;
  readonly command?: string;
  readonly accepted?: boolean;
  readonly line?: string;
  readonly key?: string;
  readonly program?: string;
}

/** A simulated cluster in a directory of its own. */
export interface RunningSimulation extends AsyncDisposable {
  readonly directory: string;
  readonly inventory: string;
  readonly stateDirectory: string;
  ledger(): Promise<readonly LedgerEntry[]>;
  /** Secrets per key name, as the simulator sees its etcd. */
  secrets(): Promise<Readonly<Record<string, number>>>;
  writers(): Promise<{
    readonly acknowledged: number;
    readonly lost: number;
    /** As `namespace/name`. */
    readonly lostSecrets: readonly string[];
    readonly readErrors: number;
  }>;
  fault(spec: string): Promise<void>;
  exec(
    host: string,
    line: string,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

/**
 * A simulated cluster in the process of the test: what every one of them would need a second for, to start and to get warm, is there once
 * for a file. keyturn reaches it over SSH all the same.
 */
export async function startSimulation(options: SimulationOptions = {}): Promise<RunningSimulation> {
  const directory = newDirectory();
  const { jump, ...others } = options;
  const simulation = await simulateHere({ ...DEFAULTS, ...others, bastion: jump === true, directory });
  return runningIn(directory, () => simulation.stop());
}

/** `keyturn simulate` as a process of its own. */
export interface SimulationProcess extends RunningSimulation {
  /** Ends it as Ctrl-C does. */
  end(): Promise<Finished>;
}

/** By its own command line, for what its operator sees, and for scripts that ask it without a pause. */
export async function startSimulationProcess(...words: readonly string[]): Promise<SimulationProcess> {
  const directory = newDirectory();
  const { child, finished } = start(['simulate', '--dir', directory, ...words]);
  await ready(child);
  return {
    ...runningIn(directory, () => stopped(child)),
    end: () => {
      child.kill('SIGINT');
      return finished;
    },
  };
}

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'keyturn-simulation-'));
}

function runningIn(directory: string, stop: () => Promise<void>): RunningSimulation {
  const ask = (question: object): Promise<never> =>
    askSocket(join(directory, 'control.sock'), question) as Promise<never>;
  return {
    directory,
    inventory: join(directory, 'hosts.yaml'),
    stateDirectory: join(directory, 'state'),
    ledger: () => ask({ ask: 'ledger' }),
    secrets: () => ask({ ask: 'secrets' }),
    writers: () => ask({ ask: 'writers' }),
    fault: (spec) => ask({ ask: 'fault', spec }),
    exec: async (host, line) => {
      const answer: { exitCode: number; stdout: string; stderr: string } = await ask({
        ask: 'exec',
        host,
        line,
        user: 'root',
      });
      return { ...answer, stdout: Buffer.from(answer.stdout, 'base64').toString() };
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The engine's commands that changed something, or were meant to, in the order in which the servers saw them. */
export async function engineCommands(simulation: RunningSimulation): Promise<readonly (string | undefined)[]> {
  return (await simulation.ledger()).filter(({ kind }) => kind === 'engine-command').map(({ command }) => command);
}

const CHANGING =
  /systemd-run --unit|systemctl (?:restart|stop)|crictl stop|-X (?:POST|PUT|PATCH|DELETE)(?![^|]*dryRun=All)[^|]*6443|etcd-snapshot save|install -/;

/** Lines that came over SSH and change something. */
export async function linesThatChange(simulation: RunningSimulation): Promise<readonly string[]> {
  return (await simulation.ledger()).flatMap(({ kind, line = '' }) =>
    kind === 'line' && CHANGING.test(line) ? [line] : [],
  );
}

/** The servers whose service was restarted, in order. */
export async function restartedServers(simulation: RunningSimulation): Promise<readonly string[]> {
  return (await simulation.ledger()).flatMap(({ kind, server }) => (kind === 'service-restart' ? [server] : []));
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line === 'ready') resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`simulate ended with ${code}: ${errors}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function askSocket(path: string, question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => socket.write(`${JSON.stringify(question)}\n`));
    socket.once('error', reject);
    createInterface({ input: socket }).once('line', (line) => {
      socket.end();
      resolve(JSON.parse(line));
    });
  });
}
