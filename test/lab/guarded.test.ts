import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, it } from 'vitest';

import { holdName } from './lock.ts';
import { missingForLab } from './requirements.ts';

const GUARDED = join(import.meta.dirname, 'guarded.ts');
const directory = mkdtempSync(join(tmpdir(), 'keyturn-guarded-'));
afterAll(() => rmSync(directory, { recursive: true }));
const CLUSTER = `unit-guarded-${String(process.pid)}`;

/** A process that runs a script guarded, and ends with its code, or with 99 when that was refused. */
function guarding(script: string): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const file = join(directory, `${String(Math.random())}.mjs`);
  writeFileSync(file, script);
  const work = JSON.stringify({ clusters: [CLUSTER], script: file, args: [] });
  const program = `import { guarded } from '${GUARDED}'; process.exitCode = (await guarded(${work})) ?? 99;`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'ignore'] });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** It starts another that is deaf, says its own number, and would go on for ever. */
const ENDLESS = `
  import { spawn } from 'node:child_process';
  const deaf = spawn(process.execPath, ['--eval', 'process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
  deaf.stdout.once('data', () => console.log(deaf.pid));
  setInterval(() => {}, 1000);
`;

describe.skipIf(process.platform !== 'linux')('a script that uses a cluster of the lab, guarded', () => {
  it('given it ends by itself, when it has ended, then its exit code is told', async ({ expect }) => {
    expect(await codeOf(guarding('process.exit(3)'))).toBe(3);
  });

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'given a script that started what hears no signal, when the guard gets %s, then all of it ends, and the code says why',
    async (signal, { expect }) => {
      const guard = guarding(ENDLESS);
      const [said] = (await once(guard.stdout, 'data')) as [Buffer];

      guard.kill(signal);

      expect(await codeOf(guard)).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(existsSync(`/proc/${said.toString().trim()}/cwd/.`)).toBe(false);
    },
  );

  // Where there can be no lab there is nobody to wait for.
  it.skipIf(missingForLab() !== undefined)(
    'given another process uses the cluster, when it is started, then it does not run',
    async ({ expect }) => {
      using _name = await holdName(CLUSTER);

      expect(await codeOf(guarding('process.exit(3)'))).toBe(99);
    },
  );
});
