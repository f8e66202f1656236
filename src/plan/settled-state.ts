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
import type { StateDifference } from '../model/failures/proof.ts';
import { fileOnDisk, isLoaded } from '../model/loaded.ts';
import { controlPlanes, nodeOf, sameKey, statusOf } from './fact-reading.ts';

/** What one control-plane server shows of its encryption. `undefined` is what was absent or could not be read. */
export interface SettledServer {
  readonly server: string;
  /** Whether the two files could be looked at. Unread files say nothing of keys and stages. */
  readonly filesRead: boolean;
  readonly file: EncryptionFile | undefined;
  readonly state: StageHash | undefined;
  readonly annotation: StageHash | undefined;
  readonly status: EncryptionStatus | undefined;
  readonly loaded: LoadedEvidence | undefined;
  readonly clockOffsetMs: number;
}

/** When the servers were looked at; ms since the epoch. */
export interface LookedAt {
  readonly nowMs: number;
  readonly timing: Pick<Timing, 'reloadPeriodMs'>;
}

/** The state that is wanted. */
export interface WantedState {
  readonly stages: readonly Stage[];
  /** Whether a Node without annotation differs. Then the annotation must name the stage of the state file, too. */
  readonly annotated: boolean;
  /** The server whose file the others must have; the first one where it is `undefined`. */
  readonly leader: string | undefined;
  /** The key that no server may have any more; `undefined` where any single key will do. */
  readonly oldKey: KeyName | undefined;
}

/** Between two rotations: the stages in which one may begin (failures.md 4), and one key, whichever it is. */
export const BETWEEN_ROTATIONS: WantedState = {
  stages: ['start', 'reencrypt_finished'],
  annotated: false,
  leader: undefined,
  oldKey: undefined,
};

/** The control-plane servers as gathered facts show them. */
export function settledServers(facts: ClusterFacts): readonly SettledServer[] {
  return controlPlanes(facts).map((server) => settledServer(facts, server));
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
 * Everything in which servers are not as wanted, server by server; none means that the cluster is settled (failures.md 7.4). Preflight, the
 * freeze of writes, the proof of a run and `verify` all ask here, so that none of them passes what another one refuses.
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
  return [{ kind: 'stage', server, disk: state?.stage, status: status?.stage, annotation: annotation?.stage }];
}

function hashDifference({ server, status }: SettledServer): readonly StateDifference[] {
  return status?.hashesMatch === false ? [{ kind: 'hashes', server, reason: status.hashError }] : [];
}

/** Two keys where the stage looks clean are the mark of a crash in the middle of a rewrite (failures.md B11). */
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
  const [key, leaders] = [activeKey(own), activeKey(leader)];
  const isSameKey = key !== undefined && leaders !== undefined && sameKey(key, leaders);
  return [{ kind: 'file-not-the-leaders', server, sameActiveKey: isSameKey || key === leaders }];
}

function activeKey({ file, status }: SettledServer): KeyName | undefined {
  return file?.keys[0] ?? status?.activeKey;
}

/** File, state file and annotation of one server belong together (failures.md 2.2, `invalid hash`). */
function fileDifference(
  { server, filesRead, file, state, annotation }: SettledServer,
  { annotated }: WantedState,
): readonly StateDifference[] {
  if (!filesRead) return [];
  const isAnnotated =
    annotation === undefined
      ? !annotated
      : annotation.sha256 === file?.sha256 && (!annotated || annotation.stage === state?.stage);
  if (file !== undefined && state?.sha256 === file.sha256 && isAnnotated) return [];
  return [{ kind: 'files-disagree', server, file: file?.sha256, state: state?.sha256, annotation: annotation?.sha256 }];
}

function loadedDifference(own: SettledServer, when: LookedAt): readonly StateDifference[] {
  return loadedBy(own, when) === 'no' ? [{ kind: 'not-loaded', server: own.server }] : [];
}

/**
 * Whether the apiserver of a server uses the file on its disk (measured.md 3). "All hashes match" speaks of files only. `long-ago`: nothing
 * says that this apiserver looks at its file at all, and a reload period is over; `unknown`: the file or the apiserver could not be asked.
 */
export function loadedBy(
  { file, loaded, clockOffsetMs }: SettledServer,
  { nowMs, timing }: LookedAt,
): 'yes' | 'no' | 'long-ago' | 'unknown' {
  if (file === undefined || loaded === undefined) return 'unknown';
  if (isLoaded(loaded, fileOnDisk(file, { nowMs, clockOffsetMs, timing })) !== 'yes') return 'no';
  return loaded.kind === 'none' ? 'long-ago' : 'yes';
}
