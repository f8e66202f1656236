import { logLine } from './log-lines.ts';

/** A snapshot that a server lists. */
export interface ListedSnapshot {
  readonly name: string;
  readonly location: string;
  readonly bytes: number;
  readonly at: Date;
}

/** `etcd-snapshot ls`: columns one blank apart, the last one as it is. */
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

/** What `etcd-snapshot save` says on stderr when it has saved one. */
export function snapshotSaved(name: string, at: Date): string {
  return `${logLine('info', `Snapshot ${name} saved.`, at)}\n`;
}

/** The flags that `etcd-snapshot` takes from config.yaml. */
const OWN_FLAGS = /^(?:debug|data-dir|etcd-.*|node-name)$/;

/**
 * What every call of `etcd-snapshot` says on stderr first: a line for each flag of config.yaml that is none of its own. The other commands of the
 * engine's command line do not read that file (by reading: k3s v1.36, `pkg/configfilearg`).
 */
export function unknownFlags(configYaml: string, at: Date): string {
  const flags = configYaml.split('\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
  return flags
    .filter((flag) => !OWN_FLAGS.test(flag))
    .map((flag) => `${logLine('warning', `Unknown flag --${flag} found in config.yaml, skipping\n`, at)}\n`)
    .join('');
}
