import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadInventory, type InventoryChoice } from '../../../inventory/load.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { InventoryProblem } from '../../../src/model/failures/input.ts';

const ENVIRONMENT = { home: '/home/me', user: 'me', agent: '/run/agent.sock', systemSshConfig: '/none' };

/** Files by their path. The first one is the inventory. */
export type WrittenFiles = Readonly<Record<string, string>>;

/** Writes the files, loads the first one (or `choice.path`), and removes them. Paths in problems begin at the directory. */
export async function loadFiles(
  files: WrittenFiles,
  choice: InventoryChoice & { readonly path?: string; readonly environment?: (directory: string) => object } = {},
): Promise<{ readonly cluster: Cluster | undefined; readonly problems: readonly InventoryProblem[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-ansible-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const path = choice.path ?? Object.keys(files)[0] ?? '';
    const loaded = await loadInventory(
      join(directory, path),
      { ...ENVIRONMENT, ...choice.environment?.(directory) },
      choice,
    );
    if (loaded.ok) return { cluster: loaded.value[0], problems: [] };
    if (loaded.failure.kind !== 'inventory-invalid') throw new Error(JSON.stringify(loaded.failure));
    const problems = loaded.failure.problems.map((problem) =>
      problem.file === undefined ? problem : { ...problem, file: problem.file.slice(directory.length + 1) },
    );
    return { cluster: undefined, problems };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
