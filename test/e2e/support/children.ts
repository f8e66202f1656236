import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUILT_MAIN } from '../../support/built.ts';

const alive = new Set<ChildProcess>();

// A test that times out leaves its children to nobody: they go with the test process.
process.on('exit', endChildren);

/** Ends every keyturn that still runs. */
export function endChildren(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** Helping threads of the garbage collector cost a process that lives a second more than they save. */
const SHORT_LIVED = ['--single-threaded-gc', '--min-semi-space-size=16'];

/** The real binary, as it is published, its compiled form cached between the many processes of the tests. */
export function spawnKeyturn(
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly nodeArguments?: readonly string[] } = {},
) {
  const child = spawn(process.execPath, [...SHORT_LIVED, ...(options.nodeArguments ?? []), BUILT_MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: join(tmpdir(), `keyturn-compile-cache-${process.getuid?.() ?? 0}`),
      ...options.environment,
    },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}
