import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUILT_MAIN } from '../../support/build.ts';

const alive = new Set<ChildProcess>();

// A test that times out leaves its children to nobody: they go with the test process.
process.on('exit', endChildren);

/** Ends every keyturn that still runs. */
export function endChildren(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** The real binary, as it is published, its compiled form cached between the many processes of the tests. */
export function spawnKeyturn(
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly nodeArguments?: readonly string[] } = {},
) {
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), BUILT_MAIN, ...args], {
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
