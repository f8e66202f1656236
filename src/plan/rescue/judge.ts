import { isRewriting, keyLabel, type KeyName } from '../../model/encryption.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import type { RescueRefusal } from '../../model/failures/rescue.ts';
import { isForAPerson } from '../../model/key-out-of-reach.ts';
import type { MissingKeySource } from '../../model/rescue.ts';
import { controlPlaneServers, nodeOf, sameKey } from '../fact-reading.ts';
import { keysOutOfReach } from '../key-reach.ts';
import { fileSeen, formOf, goalOf, planeOf, planesOf, type FileForm, type Goal, type Plane } from './files.ts';

/** Copies of one key that are looked at on one host, the newest first. Every run leaves one or two. */
const MOST_COPIES = 5;

/** What a rescue works with. */
export interface RescueState {
  readonly goal: Goal;
  readonly missing: readonly KeyName[];
  readonly planes: readonly (Plane & { readonly form: FileForm })[];
  /** Files that name a missing key. Whether all of them have the same material is not known yet. */
  readonly sources: readonly MissingKeySource[];
}

/** Whether a rescue is possible, by facts alone. */
export type RescueVerdict =
  | { readonly kind: 'refused'; readonly reasons: readonly RescueRefusal[] }
  /** Secrets are under keys of which no copy was found. */
  | { readonly kind: 'lost'; readonly keys: readonly string[] }
  | { readonly kind: 'possible'; readonly state: RescueState };

/**
 * Judges whether the missing keys can be put back (real-engine.md 3 and 4). Refuses where a rotation mends the state by itself, where the engine is at
 * work, and where the files are not those that `rotate-keys` or an earlier rescue leaves. All reasons are listed.
 */
export function judgeRescue(facts: ClusterFacts): RescueVerdict {
  const unable = unableReasons(facts);
  if (unable.length > 0) return { kind: 'refused', reasons: unable };
  const planes = planesOf(facts);
  const goal = goalOf(planes);
  const reach = keysOutOfReach(facts);
  const isNeeded = reach.some(isForAPerson);
  if (!isNeeded && reach.length > 0) return { kind: 'refused', reasons: [{ kind: 'rotation-mends', keys: reach }] };
  if (goal === undefined) {
    const seen = planes.map(fileSeen);
    return refused(isNeeded ? { kind: 'goal-unknown', files: seen } : { kind: 'nothing-missing' });
  }
  const missing = missingKeys(facts, planes, goal);
  const formed = planes.map((plane) => ({ ...plane, form: formOf(plane, goal, missing) }));
  // Files with all keys are a rescue that was not brought to its end.
  if (missing.length === 0 || (!isNeeded && !formed.some(({ form }) => form === 'all')))
    return refused({ kind: 'nothing-missing' });
  const unexplained = formed.filter(({ form }) => form === 'other');
  if (unexplained.length > 0) return refused({ kind: 'files-unexplained', files: unexplained.map(fileSeen) });
  if (!formed.some(({ form }) => form === 'goal') && !hasGoalCopy(formed, goal))
    return refused({ kind: 'goal-unknown', files: formed.map(fileSeen) });
  const sources = missing.flatMap((key) => facts.servers.flatMap((server) => sourcesOn(server, key)));
  const nowhere = missing.filter((key) => !sources.some((source) => sameKey(source.key, key))).map(keyLabel);
  if (nowhere.length === 0) return { kind: 'possible', state: { goal, missing, planes: formed, sources } };
  const unseen = facts.servers.filter(({ sealedCopies }) => sealedCopies === undefined).map(({ name }) => name);
  if (unseen.length > 0) return refused({ kind: 'copies-unread', keys: nowhere, servers: unseen });
  return { kind: 'lost', keys: nowhere };
}

function refused(reason: RescueRefusal): RescueVerdict {
  return { kind: 'refused', reasons: [reason] };
}

/** Why nothing can be judged, or nothing may be written now. */
function unableReasons(facts: ClusterFacts): readonly RescueRefusal[] {
  const planes = controlPlaneServers(facts);
  const named = (match: (server: ServerFacts) => boolean): readonly string[] =>
    planes.filter(match).map(({ name }) => name);
  const unread = named((server) => planeOf(server) === undefined);
  const rewriting = named((server) => isRewriting(nodeOf(facts, server)?.annotation?.stage));
  const silent = named(({ apiserver }) => apiserver?.ready !== true && (apiserver?.loaded.kind ?? 'none') === 'none');
  const fixed = named(({ apiserver }) => apiserver?.automaticReload === false);
  const foreign = Object.keys(facts.census?.byKey ?? {}).filter((label) => keyOf(label) === undefined);
  const unknown = (facts.census?.unknown ?? 0) + foreign.reduce((sum, key) => sum + (facts.census?.byKey[key] ?? 0), 0);
  return [
    ...(unread.length > 0 ? [{ kind: 'files-unread', servers: unread } as const] : []),
    ...(facts.census === undefined ? [{ kind: 'secrets-uncounted', unknown: undefined } as const] : []),
    ...(unknown > 0 ? [{ kind: 'secrets-uncounted', unknown } as const] : []),
    ...(rewriting.length > 0 ? [{ kind: 'rewrite-running', servers: rewriting } as const] : []),
    ...(facts.writesFrozen === true ? [{ kind: 'writes-frozen' } as const] : []),
    ...(silent.length > 0 ? [{ kind: 'apiservers-silent', servers: silent } as const] : []),
    ...(fixed.length > 0 ? [{ kind: 'reload-off', servers: fixed } as const] : []),
  ];
}

/**
 * Keys that Secrets need besides the goal's, and keys that an unfinished rescue has already put into a file. The order is that of the names, so that
 * every file gets the same bytes.
 */
function missingKeys(facts: ClusterFacts, planes: readonly Plane[], goal: Goal): readonly KeyName[] {
  const needed = Object.entries(facts.census?.byKey ?? {}).flatMap(([label, count]) =>
    count > 0 ? (keyOf(label) ?? []) : [],
  );
  const added = planes.flatMap(({ file }) =>
    file.keys.length > 1 && file.keys[0] !== undefined && sameKey(file.keys[0], goal.key) ? file.keys.slice(1) : [],
  );
  const labels = new Map([...needed, ...added].map((key) => [keyLabel(key), key]));
  labels.delete(keyLabel(goal.key));
  return [...labels].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => key);
}

/** The key of a label, or `undefined` for a provider that the engine does not manage. */
function keyOf(label: string): KeyName | undefined {
  const slash = label.indexOf('/');
  const [provider, name] = [label.slice(0, slash), label.slice(slash + 1)];
  return provider === 'aescbc' || provider === 'secretbox' ? { provider, name } : undefined;
}

function hasGoalCopy(planes: readonly Plane[], { sha256 }: Goal): boolean {
  return planes.some(({ copies }) => copies.some((copy) => copy.sha256 === sha256));
}

/** The files of one host that name a key, the encryption file first, then the newest copies. */
function sourcesOn(
  { name, encryption, unusedFile, sealedCopies }: ServerFacts,
  key: KeyName,
): readonly MissingKeySource[] {
  const has = ({ keys }: { readonly keys: readonly KeyName[] }): boolean => keys.some((one) => sameKey(one, key));
  const files = [encryption?.file, unusedFile].flatMap((file) => (file !== undefined && has(file) ? [file] : []));
  const copies = (sealedCopies?.found ?? [])
    .filter(has)
    .slice(0, MOST_COPIES)
    .map(({ directory, sha256 }) => ({ path: `${directory}/encryption-config.json`, sha256 }));
  return [...files, ...copies].map(({ path, sha256 }) => ({ key, server: name, path, sha256 }));
}
