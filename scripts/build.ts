// Builds the program as it is published: a few files with all packages in them but ssh2, which has native parts. Loading some four hundred
// files one by one took longer than most of what keyturn does. Names stay as they are written: a stack in a bug report must be readable.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'rolldown';

export const ROOT = join(import.meta.dirname, '..');

/** Bundles `src/main.ts` into `directory`/main.js and the chunks that its commands load when they are asked for. */
export async function buildProgram(directory: string): Promise<void> {
  const { output } = await build({
    cwd: ROOT,
    input: 'src/main.ts',
    external: ['ssh2'],
    platform: 'node',
    // The lowest Node that `engines` promises: it does not know `using`, for one.
    transform: { target: 'node22.12' },
    logLevel: 'warn',
    output: {
      dir: directory,
      format: 'esm',
      chunkFileNames: 'chunks/[name].js',
      comments: { legal: false, annotation: false, jsdoc: false },
    },
  });
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(join(directory, 'THIRD-PARTY-LICENSES.txt'), licencesOf(modules));
  // Says what the files are wherever they lie: without it Node reads each to find out.
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
}

/** The licence texts of all packages that have a module in the bundle. */
export function licencesOf(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []));
  const texts = [...packages].sort().map((name) => {
    const directory = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
    const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without a licence text`);
    return `${name} ${version}\n\n${readFileSync(join(directory, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

if (import.meta.main) {
  // Chunks of an older build must not be published.
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  await buildProgram(join(ROOT, 'dist'));
}
