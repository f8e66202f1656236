import type { Timing } from '../model/cluster.ts';
import {
  keyLabel,
  type EncryptionFile,
  type EncryptionStatus,
  type KeyName,
  type Stage,
  type StageHash,
} from '../model/encryption.ts';
import type { ClusterFacts, LoadedEvidence, ServerFacts } from '../model/facts.ts';
import type { StageDiffers, StateDifference } from '../model/failures/proof.ts';
import { fileOnDisk, isLoaded } from '../model/is-loaded.ts';
import { activeKeyIn, controlPlaneServers, nodeOf, sameKey, statusOf } from './fact-reading.ts';

/** The encryption state of one control-plane server. Absent or unreadable parts are `undefined`. */
export interface SettledServer {
  readonly server: string;
  /** Whether both files could be read. Unread files say nothing about keys and stages. */
  readonly filesRead: boolean;
  readonly file: EncryptionFile | undefined;
  readonly state: StageHash | undefined;
  readonly annotation: StageHash | undefined;
  readonly status: EncryptionStatus | undefined;
  readonly loaded: LoadedEvidence | undefined;
  readonly clockOffsetMs: number;
}

/** The time of the look at the servers, in ms since the epoch. */
export interface LookedAt {
  readonly nowMs: number;
  readonly timing: Pick<Timing, 'reloadPeriodMs'>;
}

/** The wanted state. */
export interface WantedState {
  readonly stages: readonly Stage[];
  /** Whether a Node without annotation counts as different. If so, the annotation must also name the stage of the state file. */
  readonly annotated: boolean;
  /** The server whose file the other servers must have, or `undefined` for the first server. */
  readonly leader: string | undefined;
  /** The key that no server may still have, or `undefined` if any single key is fine. */
  readonly oldKey: KeyName | undefined;
}

/** The state between two rotations, with a stage in which a rotation may begin (failures.md 4) and any single key. */
export const BETWEEN_ROTATIONS: WantedState = {
  stages: ['start', 'reencrypt_finished'],
  annotated: false,
  leader: undefined,
  oldKey: undefined,
};

/** The control-plane servers from gathered facts. */
export function settledServers(facts: ClusterFacts): readonly SettledServer[] {
  return controlPlaneServers(facts).map((server) => settledServer(facts, server));
}

function settledServer(facts: ClusterFacts, server: ServerFacts): SettledServer {
  const { encryption, apiserver, clockOffsetMs } = server;
  return {
    server: server.name,
    filesRead: encryption?.filesRead === true,
    file: encryption?.file,
    state: encryption?.state,
    annotation: nodeOf(facts, server)?.annotation,
    status: statusOf(server),
    loaded: apiserver?.loaded,
    clockOffsetMs,
  };
}

/**
 * All differences between the servers and the wanted state, server by server. An empty list means a settled cluster (failures.md 7.4).
 * Preflight, the freeze of writes, the proof of a run and `verify` all use this function, so that their verdicts agree.
 */
export function differencesOf(
  servers: readonly SettledServer[],
  wanted: WantedState,
  when: LookedAt,
): readonly StateDifference[] {
  const readable = servers.filter(({ filesRead }) => filesRead);
  const leader = readable.find(({ server }) => server === wanted.leader) ?? readable[0];
  return servers.flatMap((one) => [
    ...stageDifference(one, wanted),
    ...hashDifference(one),
    ...keyDifference(one, wanted),
    ...(one.filesRead && leader !== undefined ? leaderDifference(one, leader) : []),
    ...fileDifference(one, wanted),
    ...loadedDifference(one, when),
  ]);
}

function stageDifference(
  { server, filesRead, state, status, annotation }: SettledServer,
  { stages }: WantedState,
): readonly StateDifference[] {
  const isWanted = (stage: Stage | undefined): boolean => stage !== undefined && stages.includes(stage);
  const holds =
    (!filesRead || isWanted(state?.stage)) &&
    (status === undefined || isWanted(status.stage)) &&
    (annotation === undefined || isWanted(annotation.stage));
  if (holds) return [];
  return [{ kind: 'stage', server, ...stagesOf({ state, status, annotation }) }];
}

/** The stage of a server by each of its three sources. */
export function stagesOf({
  state,
  status,
  annotation,
}: Pick<SettledServer, 'state' | 'status' | 'annotation'>): Pick<StageDiffers, 'disk' | 'status' | 'annotation'> {
  return { disk: state?.stage, status: status?.stage, annotation: annotation?.stage };
}

function hashDifference({ server, status }: SettledServer): readonly StateDifference[] {
  return status?.hashesMatch === false ? [{ kind: 'hashes', server, reason: status.hashError }] : [];
}

/** Two keys with a clean stage are the mark of a crash in the middle of a rewrite (failures.md B11). */
function keyDifference(
  { server, filesRead, file, status }: SettledServer,
  { oldKey }: WantedState,
): readonly StateDifference[] {
  const keys = file?.keys ?? [];
  const inactive = status?.inactiveKeys ?? [];
  const [only] = keys;
  const isOld = only !== undefined && oldKey !== undefined && sameKey(only, oldKey);
  if ((!filesRead || (keys.length === 1 && !isOld)) && inactive.length === 0) return [];
  return [{ kind: 'keys', server, keys: keys.map(keyLabel), inactive: inactive.map(keyLabel) }];
}

function leaderDifference(own: SettledServer, leader: SettledServer): readonly StateDifference[] {
  const { server, file } = own;
  if (file?.sha256 === leader.file?.sha256) return [];
  const [key, leaders] = [activeKeyIn(own), activeKeyIn(leader)];
  const isSameKey = key !== undefined && leaders !== undefined && sameKey(key, leaders);
  return [{ kind: 'file-not-the-leaders', server, sameActiveKey: isSameKey || key === leaders }];
}

function fileDifference(own: SettledServer, { annotated }: WantedState): readonly StateDifference[] {
  const { server, filesRead, file, state, annotation } = own;
  if (!filesRead || filesAgree(own, annotated)) return [];
  return [{ kind: 'files-disagree', server, file: file?.sha256, state: state?.sha256, annotation: annotation?.sha256 }];
}

/**
 * Whether file, state file and annotation of one server belong together (failures.md 2.2, `invalid hash`). With `annotated` the annotation must be
 * there and name the stage of the state file.
 */
export function filesAgree(
  { file, state, annotation }: Pick<SettledServer, 'file' | 'state' | 'annotation'>,
  annotated: boolean,
): boolean {
  if (file === undefined || state?.sha256 !== file.sha256) return false;
  if (annotation === undefined) return !annotated;
  return annotation.sha256 === file.sha256 && (!annotated || annotation.stage === state.stage);
}

function loadedDifference(own: SettledServer, when: LookedAt): readonly StateDifference[] {
  return loadedBy(own, when) === 'no' ? [{ kind: 'not-loaded', server: own.server }] : [];
}

/**
 * Whether a server's apiserver uses the file on disk (measured.md 3). "All hashes match" describes only files. `long-ago` means that nothing
 * shows the apiserver reading the file, but a reload period has passed. `unknown` means that the file or the apiserver could not be asked.
 */
export function loadedBy(
  { file, loaded, clockOffsetMs }: SettledServer,
  { nowMs, timing }: LookedAt,
): 'yes' | 'no' | 'long-ago' | 'unknown' {
  if (file === undefined || loaded === undefined) return 'unknown';
  if (isLoaded(loaded, fileOnDisk(file, { nowMs, clockOffsetMs, timing })) !== 'yes') return 'no';
  return loaded.kind === 'none' ? 'long-ago' : 'yes';
}
