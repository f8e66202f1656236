import { ENGINES } from '../engine/distribution.ts';
import type { EngineTarget } from '../engine/target.ts';
import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { commandFailureOf } from '../remote/command-failure.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';

/** Saves an on-demand etcd snapshot. The engine adds node and time to the name (failures.md 5.6). */
export function saveSnapshotCommand(target: EngineTarget, name: string): RemoteCommand {
  return snapshotCommand(target, 'save etcd snapshot', ['save', '--name', name], true);
}

/** Long enough for an etcd of several GB (failures.md 3, rke2#6385). */
export const SNAPSHOT_TIMEOUT_MS = 15 * 60_000;

/** K3s first prints every setting of its config.yaml unknown to the command (real-engine.md, recordings). */
const UNKNOWN_FLAG = ['Unknown flag ', ' found in config.yaml, skipping'];

/**
 * The text printed by the save on stderr, perhaps the reason why nothing was saved despite exit 0. Fails as the command
 * does.
 */
export async function saveSnapshot(
  context: StepContext,
  runner: Runner,
  target: EngineTarget,
  name: string,
): Promise<Answer<string>> {
  const ran = await runner.run(context, { ...saveSnapshotCommand(target, name), timeoutMs: SNAPSHOT_TIMEOUT_MS });
  if (!ran.ok) return ran;
  const lines = ran.value.stderr.split('\n').filter((line) => !UNKNOWN_FLAG.every((part) => line.includes(part)));
  const stderr = lines.join('\n').trim().slice(-MAX_SAID);
  const failure = commandFailureOf({ ...ran.value, stderr }, runner.user);
  return failure === undefined ? success(stderr) : failed(failure);
}

/** Most characters kept of the printed text. */
const MAX_SAID = 2_000;

function listSnapshotsCommand(target: EngineTarget): RemoteCommand {
  return snapshotCommand(target, 'list etcd snapshots', ['ls'], false);
}

function snapshotCommand(
  target: EngineTarget,
  name: string,
  words: readonly string[],
  mutates: boolean,
): RemoteCommand {
  const isDefault = target.dataDir === ENGINES[target.distribution].defaultDataDir;
  const argv = [target.binary, 'etcd-snapshot', ...words, ...(isDefault ? [] : ['--data-dir', target.dataDir])];
  return { name, body: { argv }, privileged: true, mutates };
}

export interface Snapshot {
  readonly name: string;
  readonly location: string;
  readonly sizeBytes: number;
}

/** Reads the table of `etcd-snapshot ls` and ignores all other lines. */
export function parseSnapshots(stdout: string): readonly Snapshot[] {
  return stdout.split('\n').flatMap((line) => {
    const [name = '', location = '', size = '', created] = line.trim().split(/\s+/, 4);
    if (!location.includes('://') || !/^\d+$/.test(size) || created === undefined) return [];
    return [{ name, location, sizeBytes: Number(size) }];
  });
}

/** Names of the snapshots saved under a name. An earlier run of the same plan may have left some. */
export async function listSnapshots(
  context: StepContext,
  runner: Runner,
  target: EngineTarget,
  name: string,
): Promise<Answer<readonly string[]>> {
  const output = await runner.output(context, listSnapshotsCommand(target));
  return output.ok ? success(namedAfter(output.value, name).map((snapshot) => snapshot.name)) : output;
}

/**
 * The newest snapshot with the wanted name and a size, absent from the listing `before` the save. Fails with
 * `snapshot-unconfirmed`, because a save counts only when listed, and an older snapshot with the wanted name is no
 * proof. `said` is the printed text of the save, for the message.
 */
export async function confirmSnapshot(
  context: StepContext,
  runner: Runner,
  target: EngineTarget,
  wanted: { readonly name: string; readonly before: readonly string[]; readonly said: string },
): Promise<Answer<Snapshot>> {
  const { name, before, said } = wanted;
  const output = await runner.output(context, listSnapshotsCommand(target));
  if (!output.ok) return output;
  const found = namedAfter(output.value, name)
    .filter((snapshot) => snapshot.sizeBytes > 0 && !before.includes(snapshot.name))
    .sort((one, other) => (one.name < other.name ? 1 : -1))[0];
  return found === undefined
    ? failed({ kind: 'snapshot-unconfirmed', server: runner.server, name, listing: output.value.slice(0, 1_000), said })
    : success(found);
}

function namedAfter(listing: string, name: string): readonly Snapshot[] {
  return parseSnapshots(listing).filter((snapshot) => snapshot.name.startsWith(`${name}-`));
}

/** The given name of a snapshot. The engine adds the node and the time. */
export function snapshotName(planId: string, when: 'before' | 'after'): string {
  return `keyturn-${planId}-${when}`;
}
