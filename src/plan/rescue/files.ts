import { keyLabel, type EncryptionFile, type KeyName, type StageHash } from '../../model/encryption.ts';
import type { ClusterFacts, SealedCopy, ServerFacts } from '../../model/facts.ts';
import type { FileSeen } from '../../model/failures/rescue.ts';
import { keyCreatedAt } from '../key-age.ts';
import { controlPlaneServers, sameKey } from '../fact-reading.ts';

/** A control-plane server whose files could be read. */
export interface Plane {
  readonly server: string;
  readonly file: EncryptionFile;
  readonly state: StageHash;
  readonly copies: readonly SealedCopy[];
}

/** The file that the engine left at the end of its newest rewrite. */
export interface Goal {
  readonly sha256: string;
  readonly key: KeyName;
}

/**
 * What the file of a server is in a rescue. `goal` has the writing key alone. `all` has the missing keys behind it, from a rescue before or by hand.
 * `earlier` has an earlier key alone, because the server was not restarted since. Nothing explains `other`.
 */
export type FileForm = 'goal' | 'all' | 'earlier' | 'other';

/** The control-plane servers whose files could be read. */
export function planesOf(facts: ClusterFacts): readonly Plane[] {
  return controlPlaneServers(facts).flatMap((server) => planeOf(server) ?? []);
}

/** A server with both credential files, or `undefined`. */
export function planeOf({ name, encryption, sealedCopies }: ServerFacts): Plane | undefined {
  const { file, state } = encryption ?? {};
  if (encryption?.filesRead !== true || file === undefined || state === undefined) return undefined;
  return { server: name, file, state, copies: sealedCopies?.found ?? [] };
}

/**
 * The goal, by the state file of the server with the newest writing key. The engine writes hash and stage there at the end of its rewrite, so the hash
 * also names the goal of a server whose encryption file has got more keys since. `undefined` without such a server, or with two different ones.
 */
export function goalOf(planes: readonly Plane[]): Goal | undefined {
  const finished = planes.flatMap(({ file, state }) => {
    const [key] = file.keys;
    return key !== undefined && state.stage === 'reencrypt_finished' ? [{ sha256: state.sha256, key }] : [];
  });
  const newest = Math.max(...finished.map(({ key }) => madeAt(key)));
  const goals = finished.filter(({ key }) => madeAt(key) === newest);
  const [goal] = goals;
  return goals.every(({ sha256, key }) => sha256 === goal?.sha256 && sameKey(key, goal.key)) ? goal : undefined;
}

/** What a server's file is, seen from the goal and the missing keys. */
export function formOf({ file, state }: Plane, goal: Goal, missing: readonly KeyName[]): FileForm {
  const [first, ...others] = file.keys;
  if (first === undefined || !isEngineForm(file)) return 'other';
  const isOwn = state.sha256 === file.sha256;
  if (file.sha256 === goal.sha256) return others.length === 0 && isOwn ? 'goal' : 'other';
  if (others.length === 0) return isOwn && madeAt(first) < madeAt(goal.key) ? 'earlier' : 'other';
  const hasAll = missing.every((key) => others.some((other) => sameKey(other, key)));
  return sameKey(first, goal.key) && hasAll && !isOwn ? 'all' : 'other';
}

/** The engine lists Secrets alone, and its own providers before the one that encrypts nothing. */
function isEngineForm({ resources, providers, keys }: EncryptionFile): boolean {
  const managed = [...new Set(keys.map(({ provider }) => provider))];
  const [first, ...others] = providers;
  const known = others.every((provider) => provider === 'identity' || managed.some((one) => one === provider));
  return resources.join(',') === 'secrets' && first === keys[0]?.provider && known;
}

/** A file for the operator. */
export function fileSeen({ server, file, state }: Plane): FileSeen {
  return { server, keys: file.keys.map(keyLabel), stage: state.stage, sha256: file.sha256 };
}

/** Creation time in ms since the epoch. The first key of a cluster has no date, and is the earliest. */
function madeAt({ name }: KeyName): number {
  const createdAt = keyCreatedAt(name);
  return createdAt === undefined ? -Infinity : Date.parse(createdAt);
}
