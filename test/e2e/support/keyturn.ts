import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JournalLine } from '../../../src/model/journal.ts';
import { spawnKeyturn } from './children.ts';
import { saw } from './saw.ts';
import type { RunningSimulation } from './simulation.ts';

export interface Finished {
  /** Exit code; `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
}

/** A process of the real binary. */
export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** The real binary. */
export function start(args: readonly string[], options: StartOptions = {}): Started {
  const child = spawnKeyturn(args, options);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) =>
      resolve({
        code: code ?? undefined,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
  return { child, finished };
}

export function keyturn(args: readonly string[], options?: StartOptions): Promise<Finished> {
  return start(args, options).finished;
}

/** Arguments of a rotation of a simulated cluster. */
export function rotateArguments(
  simulation: Pick<RunningSimulation, 'inventory' | 'stateDirectory'>,
  ...more: readonly string[]
): readonly string[] {
  return ['rotate', '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory, '--yes', ...more];
}

/** A rotation that has printed `text` among the events of `--output ndjson`, and goes on. */
export async function rotateUntil(
  simulation: Pick<RunningSimulation, 'inventory' | 'stateDirectory'>,
  text: string,
  ...more: readonly string[]
): Promise<Started> {
  const run = start(rotateArguments(simulation, ...more, '--output', 'ndjson'));
  await saw(run.child, text);
  return run;
}

/** The newest journal below a state directory. */
export function journalOf(place: Pick<RunningSimulation, 'stateDirectory'>): readonly JournalLine[] {
  const file = journalFileOf(place);
  if (file === undefined) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JournalLine);
}

/** The file of the newest journal below a state directory; `undefined` where there is none. */
export function journalFileOf({ stateDirectory }: Pick<RunningSimulation, 'stateDirectory'>): string | undefined {
  const runs = readdirSync(stateDirectory, { recursive: true, encoding: 'utf8' });
  const journals = runs.filter((name) => name.endsWith('journal.ndjson')).sort();
  const newest = journals.at(-1);
  return newest === undefined ? undefined : join(stateDirectory, newest);
}
