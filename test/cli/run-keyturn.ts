import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

import { BUILT_MAIN } from '../support/built.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command from the source tree, with an environment of its own. */
export function runKeyturn(
  args: readonly string[],
  options: {
    readonly home?: string;
    readonly closeStdout?: boolean;
    /** Where stdout goes instead of to the test: a descriptor. */
    readonly stdout?: number;
    /** `undefined` takes a variable away. */
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly nodeArguments?: readonly string[];
  } = {},
): Promise<Ended> {
  const home = options.home ?? '/nonexistent';
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), BUILT_MAIN, ...args], {
    cwd: ROOT,
    env: { HOME: home, USER: 'ops', PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...options.environment },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  });
  if (options.closeStdout === true) child.stdout?.destroy();
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  return new Promise((resolveEnded, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolveEnded({ code, stdout: stdout.join(''), stderr: stderr.join('') }));
  });
}
