import { logLine } from './log-lines.ts';

/** A snapshot listed by a server. */
export interface ListedSnapshot {
  readonly name: string;
  readonly location: string;
  readonly bytes: number;
  readonly at: Date;
}

/** `etcd-snapshot ls`, with columns one blank apart and the last column unpadded. */
export function snapshotTable(snapshots: readonly ListedSnapshot[]): string {
  const rows = snapshots.map(({ name, location, bytes, at }) => [
    name,
    location,
    String(bytes),
    `${at.toISOString().slice(0, 19)}Z`,
  ]);
  const table = [['Name', 'Location', 'Size', 'Created'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ')}\n`).join('');
}

/** The words of `etcd-snapshot save` on stderr after a successful save. */
export function snapshotSaved(name: string, at: Date): string {
  return `${logLine('info', `Snapshot ${name} saved.`, at)}\n`;
}

/** The flags that `etcd-snapshot` takes from config.yaml. */
const OWN_FLAGS = /^(?:debug|data-dir|etcd-.*|node-name)$/;

/**
 * The first words of every `etcd-snapshot` call on stderr, with a line for each flag of config.yaml unknown to the
 * command. The engine's remaining commands do not read config.yaml (by reading: k3s v1.36, `pkg/configfilearg`).
 */
export function unknownFlags(configYaml: string, at: Date): string {
  const flags = configYaml.split('\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
  return flags
    .filter((flag) => !OWN_FLAGS.test(flag))
    .map((flag) => `${logLine('warning', `Unknown flag --${flag} found in config.yaml, skipping\n`, at)}\n`)
    .join('');
}
