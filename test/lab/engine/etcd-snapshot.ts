import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { request } from 'node:https';
import { createInterface } from 'node:readline';

import { snapshotSaved, snapshotTable, unknownFlags } from '../../../src/simulator/engine/snapshot-output.ts';
import { fatalLine, noSnapshots } from '../../../src/simulator/engine/texts.ts';
import { optionOf } from './arguments.ts';
import { gateway } from './etcd.ts';
import type { Host } from './host.ts';
import { reasonOf } from './journal.ts';
import { CONFIG, SNAPSHOTS } from './paths.ts';

const HASH_BYTES = 32;

/** `rke2 etcd-snapshot save|ls`. Gives the exit code. */
export async function etcdSnapshot(host: Host, words: readonly string[]): Promise<number> {
  process.stderr.write(unknownFlags(readFileSync(CONFIG, 'utf8'), new Date()));
  if (!host.hasEtcd) {
    process.stderr.write(noSnapshots('127.0.0.1:0', new Date()).stderr);
    return 1;
  }
  if (words[0] === 'ls' || words[0] === 'list') return list();
  if (words[0] !== 'save') return fail(`etcd-snapshot: no such command: ${words[0] ?? ''}`);
  const name = `${optionOf(words, '--name') ?? 'on-demand'}-${host.name}-${String(Math.floor(Date.now() / 1_000))}`;
  mkdirSync(SNAPSHOTS, { recursive: true, mode: 0o700 });
  const path = `${SNAPSHOTS}/${name}`;
  try {
    await download(`${path}.part`);
  } catch (error) {
    return fail(`failed to save snapshot: ${reasonOf(error)}`);
  }
  if (!isWhole(`${path}.part`)) return fail('failed to save snapshot: its own hash does not fit');
  renameSync(`${path}.part`, path);
  process.stderr.write(snapshotSaved(name, new Date()));
  return 0;
}

/** The gateway streams one JSON object a line, each with a part of the database. */
async function download(path: string): Promise<void> {
  const { url, agent } = gateway();
  const file = openSync(path, 'w', 0o600);
  try {
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${url}/v3/maintenance/snapshot`, { agent, method: 'POST' }, (response) => {
        const lines = createInterface({ input: response });
        lines.on('line', (line) => {
          const { result, error } = JSON.parse(line) as {
            readonly result?: { readonly blob?: string };
            readonly error?: { readonly message?: string };
          };
          if (result === undefined) reject(new Error(error?.message ?? line));
          else writeSync(file, Buffer.from(result.blob ?? '', 'base64'));
        });
        lines.once('close', resolve);
        response.once('error', reject);
      });
      sent.once('error', reject);
      sent.end('{}');
    });
  } finally {
    closeSync(file);
    agent.destroy();
  }
}

/** etcd puts the SHA-256 of everything before it at the end. */
function isWhole(path: string): boolean {
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes.subarray(0, -HASH_BYTES)).digest();
  return bytes.length > HASH_BYTES && hash.equals(bytes.subarray(-HASH_BYTES));
}

function list(): number {
  mkdirSync(SNAPSHOTS, { recursive: true, mode: 0o700 });
  const saved = readdirSync(SNAPSHOTS)
    .filter((name) => !name.endsWith('.part'))
    .map((name) => {
      const { size, mtime } = statSync(`${SNAPSHOTS}/${name}`);
      return { name, location: `file://${SNAPSHOTS}/${name}`, bytes: size, at: mtime };
    });
  process.stdout.write(snapshotTable(saved));
  return 0;
}

function fail(message: string): number {
  process.stderr.write(fatalLine(message, new Date()));
  return 1;
}
