import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-binary-'));
  await run(process.execPath, [join(ROOT, 'scripts/build-binary.ts'), directory], { cwd: directory });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs the file where there is no Node, no package and no variable but HOME. */
async function runAlone(...args: readonly string[]): Promise<string> {
  const options = { cwd: directory, env: { HOME: directory, PATH: '/nonexistent' } };
  return (await run(join(directory, 'keyturn'), args, options)).stdout;
}

/** What a line of the container file copies out of the repository. */
function copiedInto(containerfile: string): readonly string[] {
  return containerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) => line.split(' ').slice(1, -1))
    .filter((word) => !word.startsWith('--'));
}

describe('the one-file program', () => {
  it('given a machine without Node, says its version and rotates the key of a simulated cluster', async ({
    expect,
  }) => {
    expect(await runAlone('--version')).toBe(`${manifest.version}\n`);
    const shown = await runAlone('demo', '--secrets', '20', '--time-scale', '60');
    expect(shown).toContain('the key was rotated, and the proof holds');
    expect(shown).toContain('0 on the old key, 0 lost');
  });

  it('given its checksum, it is that of the file', ({ expect }) => {
    const sum = createHash('sha256')
      .update(readFileSync(join(directory, 'keyturn')))
      .digest('hex');
    expect(readFileSync(join(directory, 'SHA256SUMS'), 'utf8')).toBe(`${sum}  keyturn\n`);
  });

  it('given the container file, everything that it copies is built or in the repository, and is let through', ({
    expect,
  }) => {
    const copied = copiedInto(readFileSync(join(ROOT, 'Containerfile'), 'utf8'));
    const ignored = readFileSync(join(ROOT, '.containerignore'), 'utf8').split('\n');
    const missing = copied.filter(
      (file) =>
        !existsSync(file.startsWith('build/') ? join(directory, file.slice('build/'.length)) : join(ROOT, file)),
    );
    expect(copied.length).toBe(3);
    expect(missing).toEqual([]);
    expect(copied.filter((file) => !ignored.includes(`!${file}`))).toEqual([]);
  });
});
