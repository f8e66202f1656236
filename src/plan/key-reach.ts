import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { KEY_STATES, type KeyCopy, type KeyOutOfReach, type KeyState } from '../model/key-out-of-reach.ts';
import { controlPlaneServers, sameKey } from './fact-reading.ts';
import { keyCreatedAt } from './key-age.ts';

/** One control-plane server with a readable encryption file. */
interface Plane {
  readonly name: string;
  readonly keys: readonly KeyName[];
}

/**
 * The keys that Secrets in etcd need and that some control-plane server lacks, the most urgent first. An empty list means that every
 * control-plane server has the key of every Secret. The judgement uses the count in etcd, the key names in every encryption file, the file in
 * use by each apiserver (if known) and the sealed copies.
 */
export function keysOutOfReach(facts: ClusterFacts): readonly KeyOutOfReach[] {
  const planes = controlPlaneServers(facts).flatMap(planeOf);
  if (planes.length === 0) return [];
  return Object.entries(facts.census?.byKey ?? {})
    .filter(([label, secrets]) => secrets > 0 && planes.some((plane) => !has(plane, label)))
    .map(([label, secrets]) => reachOf(facts, planes, { label, secrets }))
    .sort((one, other) => rankOf(one) - rankOf(other) || (one.key < other.key ? -1 : 1));
}

function rankOf({ state }: KeyOutOfReach): number {
  return KEY_STATES.indexOf(state);
}

function planeOf({ name, encryption }: ServerFacts): readonly Plane[] {
  return encryption?.filesRead === true ? [{ name, keys: encryption.file?.keys ?? [] }] : [];
}

function has({ keys }: { readonly keys: readonly KeyName[] }, label: string): boolean {
  return keys.some((key) => keyLabel(key) === label);
}

function reachOf(
  facts: ClusterFacts,
  planes: readonly Plane[],
  { label, secrets }: { readonly label: string; readonly secrets: number },
): KeyOutOfReach {
  const holding = planes.filter((plane) => has(plane, label));
  const lacking = planes.filter((plane) => !has(plane, label));
  return {
    key: label,
    secrets,
    state: keyStateOf(label, { planes, holding, lacking }),
    lacking: lacking.map(({ name }) => name),
    holding: holding.map(({ name }) => name),
    stillInUse: facts.servers.filter((server) => stillUses(facts, server, label)).map(({ name }) => name),
    unusedFiles: facts.servers
      .filter(({ unusedFile }) => unusedFile !== undefined && has(unusedFile, label))
      .map(({ name }) => name),
    copies: facts.servers.flatMap((server) => copiesOn(server, label)),
    unseen: [
      ...facts.servers.filter(
        ({ encryption, sealedCopies }) => encryption?.filesRead === false || sealedCopies === undefined,
      ),
      ...facts.leftOut,
    ].map(({ name }) => name),
  };
}

function keyStateOf(
  label: string,
  { planes, holding, lacking }: Readonly<Record<'planes' | 'holding' | 'lacking', readonly Plane[]>>,
): KeyState {
  if (holding.length === 0) return 'gone';
  // A server with only earlier keys has not moved past this key. A server without any key proves neither case.
  if (lacking.every(({ keys }) => keys.every((key) => madeAt(key.name) < madeAt(label)))) return 'behind';
  const canRewrite = holding.some(({ keys: [writing] }) => {
    return writing !== undefined && planes.every(({ keys }) => keys.some((key) => sameKey(key, writing)));
  });
  return canRewrite ? 'repairable' : 'held';
}

/**
 * Creation time in ms since the epoch, from the stamp at the end of a name or label. The first key of a cluster has no stamp and counts as the
 * earliest.
 */
function madeAt(name: string): number {
  const createdAt = keyCreatedAt(name);
  return createdAt === undefined ? -Infinity : Date.parse(createdAt);
}

/** Judges by the hash of the file that the apiserver has loaded. Any disk or sealed copy with a file of this hash shows the file's keys. */
function stillUses({ servers }: ClusterFacts, { apiserver, encryption }: ServerFacts, label: string): boolean {
  if (apiserver?.loaded.kind !== 'hash' || encryption?.file === undefined || has(encryption.file, label)) return false;
  const { sha256 } = apiserver.loaded;
  const known = servers.flatMap((server) => [
    ...(server.encryption?.file === undefined ? [] : [server.encryption.file]),
    ...(server.unusedFile === undefined ? [] : [server.unusedFile]),
    ...(server.sealedCopies?.found ?? []),
  ]);
  return known.some((file) => file.sha256 === sha256 && has(file, label));
}

function copiesOn({ name, sealedCopies }: ServerFacts, label: string): readonly KeyCopy[] {
  return (sealedCopies?.found ?? [])
    .filter((copy) => has(copy, label))
    .map(({ directory, sha256, keys }) => ({ server: name, directory, sha256, keys: keys.map(keyLabel) }));
}
