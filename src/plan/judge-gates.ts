import { keyLabel, type ServerState } from '../model/encryption.ts';
import type { EtcdFacts, LoadedEvidence, NodeFacts, UnitFacts } from '../model/facts.ts';
import { isLoaded, type FileOnDisk } from '../model/is-loaded.ts';
import { HOLDS, type Look } from '../model/step.ts';
import type { Roll } from '../model/strategy.ts';
import { isRunning } from './fact-reading.ts';

/** After this number of restarts by systemd itself a unit counts as crash-looping (failures.md 3, rke2#11056). */
const MOST_SELF_RESTARTS = 3;

/**
 * The unit runs, and systemd did not have to start the unit again. `systemctl restart` sets NRestarts to 0, so any later count is a crash
 * after this restart. A first crash may still heal (rke2#9785), but a loop does not. `asFound` is the unit when facts were gathered.
 */
export function judgeUnit(unit: UnitFacts, asFound: Pick<UnitFacts, 'invocationId'>): Look<undefined> {
  const { activeState, subState, restarts, invocationId } = unit;
  const observed = [`ActiveState=${activeState}`, `SubState=${subState}`, `NRestarts=${restarts}`];
  // Without a restart by this process the count may be old.
  const crashed = invocationId === asFound.invocationId ? 0 : restarts;
  if (crashed >= MOST_SELF_RESTARTS) return { kind: 'broken', observed };
  return isRunning(unit) ? HOLDS : { kind: 'not-yet', observed };
}

/**
 * The Node is Ready, uncordoned, and has a heartbeat newer than the last heartbeat before the server's restart (`undefined` without a restart).
 * Heartbeats are compared with each other and never with a clock.
 */
export function judgeNode(
  { ready, heartbeatAt, unschedulable }: NodeFacts,
  heartbeatBefore: string | undefined,
): Look<undefined> {
  const observed = [`Ready=${ready}`, `heartbeat=${heartbeatAt ?? 'none'}`, `unschedulable=${unschedulable}`];
  // No run begins with a cordoned Node.
  if (unschedulable) return { kind: 'broken', observed };
  const fresh =
    heartbeatBefore === undefined ||
    (heartbeatAt !== undefined && Date.parse(heartbeatAt) > Date.parse(heartbeatBefore));
  return ready && fresh ? HOLDS : { kind: 'not-yet', observed };
}

/**
 * etcd has the members from before the run, and all members are voters, healthy and without an alarm. The next restart can then remove one
 * member, and a cluster of three or more keeps quorum. `unhealthy` lists the servers whose own member did not report health.
 */
export function judgeEtcd(
  planned: Pick<EtcdFacts, 'members'>,
  found: Pick<EtcdFacts, 'members' | 'alarms' | 'leaderId'>,
  unhealthy: readonly string[],
): Look<undefined> {
  const foundIds = new Set(found.members.map((member) => member.id));
  const plannedIds = new Set(planned.members.map((member) => member.id));
  const observed = [
    ...planned.members.filter((member) => !foundIds.has(member.id)).map((member) => `missing=${member.name}`),
    ...found.members.filter((member) => !plannedIds.has(member.id)).map((member) => `unexpected=${member.name}`),
    ...found.members.filter((member) => member.learner).map((member) => `learner=${member.name}`),
    ...found.alarms.map((alarm) => `alarm=${alarm}`),
    ...(found.leaderId === '' || found.leaderId === '0' ? ['no leader'] : []),
    ...unhealthy.map((name) => `unhealthy=${name}`),
  ];
  if (observed.length === 0) return HOLDS;
  return { kind: 'not-yet', observed, ...(unhealthy[0] === undefined ? {} : { on: unhealthy[0] }) };
}

/**
 * The server shows the roll's stage in the state file and in the Node's annotation, and has the leader's encryption file byte for byte.
 * The stage alone proves nothing: in a second rotation followers already say `reencrypt_finished` (failures.md 4, "Traps").
 */
export function judgeStage(
  roll: Roll,
  { file, state, annotation }: ServerState,
  leader: Pick<ServerState, 'file'>,
): Look<undefined> {
  if (roll === 'early') return judgeEarlyStage({ file, state, annotation }, leader);
  const same = file.sha256 === leader.file.sha256 && state.sha256 === file.sha256;
  const annotated = annotation?.stage === roll && annotation.sha256 === file.sha256;
  if (state.stage === roll && same && annotated) return HOLDS;
  const observed = [
    `stage=${state.stage}`,
    `annotation=${annotation?.stage ?? 'none'}`,
    `file=${file.sha256.slice(0, 12)}`,
    `leader's file=${leader.file.sha256.slice(0, 12)}`,
  ];
  return { kind: 'not-yet', observed };
}

/**
 * The server writes with the leader's new key, as after a restart while `rotate-keys` goes on. The state file stays as it was, so the stage says
 * nothing. Whether the server also has the old key depends on when it read the datastore, and is judged by `holdsBoth`.
 */
function judgeEarlyStage({ file, state, annotation }: ServerState, leader: Pick<ServerState, 'file'>): Look<undefined> {
  const [own] = file.keys;
  const [active] = leader.file.keys;
  const same = own !== undefined && active !== undefined && keyLabel(own) === keyLabel(active);
  const annotated = annotation?.stage === state.stage && annotation.sha256 === state.sha256;
  if (same && annotated) return HOLDS;
  const observed = [
    `key=${own?.name ?? 'none'}`,
    `leader's key=${active?.name ?? 'none'}`,
    `annotation=${annotation?.stage ?? 'none'}`,
  ];
  return { kind: 'not-yet', observed };
}

/** The apiserver has loaded the file on the server's disk (measured.md 3). Equal hashes in `status` do not prove the load. */
export function judgeLoaded(evidence: LoadedEvidence, file: FileOnDisk): Look<undefined> {
  if (isLoaded(evidence, file) === 'yes') return HOLDS;
  const uses = evidence.kind === 'hash' ? evidence.sha256.slice(0, 12) : evidence.kind;
  return { kind: 'not-yet', observed: [`file=${file.sha256.slice(0, 12)}`, `apiserver=${uses}`] };
}

/** A key as named in etcd's prefix. The key may be unknown to every server and belong to a foreign provider. */
interface Key {
  readonly provider: string;
  readonly name: string;
}

/** The canary is stored in etcd under the key that this roll makes the writing key. */
export function judgeCanary(found: Key | 'plaintext' | 'unknown', expected: Key): Look<undefined> {
  const wanted = keyLabel(expected);
  const under = typeof found === 'string' ? found : keyLabel(found);
  if (under === wanted) return HOLDS;
  return { kind: 'not-yet', observed: [`written under=${under}`, `expected=${wanted}`] };
}
