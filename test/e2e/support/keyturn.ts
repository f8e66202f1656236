import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JournalLine } from '../../../src/model/journal.ts';
import { spawnKeyturn } from './children.ts';
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

/** The real binary, from the source tree. */
export function start(
  args: readonly string[],
  options: StartOptions = {},
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
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

/** Resolves when the process has printed the text. */
export function saw(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
    child.once('close', () => reject(new Error(`ended without printing ${text}: ${seen.slice(-2_000)}`)));
  });
}

/** Arguments of a rotation of a simulated cluster. */
export function rotateArguments(simulation: RunningSimulation, ...more: readonly string[]): readonly string[] {
  return ['rotate', '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory, '--yes', ...more];
}

/** The newest journal of a simulated cluster's runs. */
export function journalOf(simulation: RunningSimulation): readonly JournalLine[] {
  const file = journalFileOf(simulation);
  if (file === undefined) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JournalLine);
}

function journalFileOf(simulation: RunningSimulation): string | undefined {
  const runs = readdirSync(simulation.stateDirectory, { recursive: true, encoding: 'utf8' });
  const journals = runs.filter((name) => name.endsWith('journal.ndjson')).sort();
  const newest = journals.at(-1);
  return newest === undefined ? undefined : join(simulation.stateDirectory, newest);
}
