import { NO_AUTOMATION } from '../../src/model/automation.ts';
import type { Cluster, Role } from '../../src/model/cluster.ts';
import type { EncryptionFile, KeyName, ServerState, Stage } from '../../src/model/encryption.ts';
import type { Census, ClusterFacts, EtcdFacts, NodeFacts, ServerFacts } from '../../src/model/facts.ts';
import { sshTarget } from './ssh-target.ts';

/** The moment at which every sample cluster is looked at. */
export const SAMPLE_NOW = Date.parse('2026-11-24T02:00:00Z');
const SAMPLE_VERSION = 'v1.36.3+rke2r1';
export const OLD_KEY: KeyName = { provider: 'aescbc', name: 'aescbckey' };
export const NEW_KEY: KeyName = { provider: 'aescbc', name: 'aescbckey-2026-11-24T02:00:05Z' };

const DATA_DIR = '/var/lib/rancher/rke2';

/** Stable stand-in for the SHA-256 of a file with these keys. */
export function fileHash(keys: readonly KeyName[]): string {
  const digits = keys.map(({ name }) => (name === OLD_KEY.name ? 'a' : 'b')).join('');
  return digits.padEnd(64, String(keys.length));
}

/** What a server's credential files hold. */
export interface FileState {
  readonly keys: readonly KeyName[];
  readonly stage: Stage;
  /** SHA-256 in the state file where it is not the file's. */
  readonly stateSha256?: string;
  /** Stage of the live annotation where it is not the state file's. */
  readonly live?: Stage;
}

export const START: FileState = { keys: [OLD_KEY], stage: 'start' };
export const PREPARED: FileState = { keys: [OLD_KEY, NEW_KEY], stage: 'prepare' };
export const ROTATED: FileState = { keys: [NEW_KEY, OLD_KEY], stage: 'rotate' };
export const REWRITING: FileState = { ...ROTATED, live: 'reencrypt_active' };
export const FINISHED: FileState = { keys: [NEW_KEY], stage: 'reencrypt_finished' };

function fileOf({ keys }: FileState): EncryptionFile {
  return {
    path: `${DATA_DIR}/server/cred/encryption-config.json`,
    sha256: fileHash(keys),
    keys,
    resources: ['secrets'],
    providers: ['aescbc', 'identity'],
    changedAtSeconds: 1_700_000_000,
    mode: '600',
    owner: 'root:root',
  };
}

/** The parts of a server that follow from its credential files. */
export function encryptionOf(state: FileState): NonNullable<ServerFacts['encryption']> {
  const file = fileOf(state);
  const stage = state.live ?? state.stage;
  return {
    filesRead: true,
    file,
    state: { stage: state.stage, sha256: state.stateSha256 ?? file.sha256 },
    status: {
      kind: 'read',
      said: {
        enablement: 'enabled',
        stage,
        hashesMatch: true,
        hashError: undefined,
        activeKey: state.keys[0],
        inactiveKeys: state.keys.slice(1),
        raw: `Current Rotation Stage: ${stage}`,
      },
    },
  };
}

/** The same as an actor reads it while a run goes on. */
export function serverState(files: FileState): ServerState {
  const { file, state } = encryptionOf(files);
  if (file === undefined || state === undefined) throw new Error('a sample without files');
  return { file, state, annotation: { ...state, stage: files.live ?? files.stage } };
}

/** A healthy server between rotations. */
function sampleServer(name: string, roles: readonly Role[], bootstrap: boolean): ServerFacts {
  const isPlane = roles.includes('control-plane');
  return {
    name,
    nodeName: name,
    roles,
    bootstrap,
    unit: {
      name: 'rke2-server.service',
      activeState: 'active',
      subState: 'running',
      restarts: 0,
      invocationId: `${name}-invocation`,
      binary: '/usr/local/bin/rke2',
    },
    binaryVersion: SAMPLE_VERSION,
    dataDir: DATA_DIR,
    supervisorUrl: 'https://127.0.0.1:9345',
    apiserverUrl: isPlane ? 'https://127.0.0.1:6443' : undefined,
    datastore: { kind: 'etcd', url: roles.includes('etcd') ? 'https://127.0.0.1:2382' : undefined },
    etcdMember: roles.includes('etcd') ? name : undefined,
    criticalConfig: { 'cluster-cidr': '10.42.0.0/16', 'secrets-encryption-provider': 'aescbc' },
    unreadableConfig: [],
    changedSettings: [],
    restartPreview: { changedFiles: [], unitChanged: false, certificates: [] },
    containerRuntime: undefined,
    clockOffsetMs: 12,
    missingTools: [],
    freeBytes: 20 * 1024 ** 3,
    tokenPresent: true,
    tokenSameAs: 's1',
    packageManagers: [],
    engineCommands: [],
    journalTells: true,
    encryption: isPlane ? encryptionOf(START) : undefined,
    unusedFile: isPlane ? undefined : fileOf(START),
    sealedCopies: { found: [], leftOut: 0 },
    apiserver: isPlane
      ? {
          ready: true,
          loaded: { kind: 'hash', sha256: fileHash(START.keys) },
          encryptionConfigPath: `${DATA_DIR}/server/cred/encryption-config.json`,
          automaticReload: true,
          compactionMs: undefined,
        }
      : undefined,
  };
}

function nodeFor({ nodeName, roles, encryption }: ServerFacts): NodeFacts {
  const state = encryption?.state;
  return {
    name: nodeName,
    roles,
    ready: true,
    heartbeatAt: '2026-11-24T01:59:55Z',
    unschedulable: false,
    kubeletVersion: SAMPLE_VERSION,
    bootId: `${nodeName}-boot`,
    runningWith: undefined,
    annotation: state,
    unreadableAnnotation: undefined,
  };
}

/** Facts of a cluster whose etcd answered, and whose Secrets were counted. */
export interface SampleFacts extends ClusterFacts {
  readonly etcd: EtcdFacts;
  readonly census: Census;
}

function factsOf(servers: readonly ServerFacts[]): SampleFacts {
  return {
    cluster: 'prod',
    distribution: 'rke2',
    servers,
    leftOut: [],
    servingApiservers: undefined,
    nodes: servers.map(nodeFor),
    etcd: {
      version: '3.6.14',
      members: servers
        .filter(({ roles }) => roles.includes('etcd'))
        .map(({ name }, index) => ({ id: String(1000 + index), name, learner: false, healthy: true })),
      leaderId: '1000',
      alarms: [],
      dbSizeBytes: 40 * 1024 ** 2,
      dbSizeInUseBytes: 30 * 1024 ** 2,
      quotaBytes: 2 * 1024 ** 3,
    },
    database: undefined,
    census: { revision: '4711', total: 500, byKey: { 'aescbc/aescbckey': 500 }, plaintext: 0, unknown: 0 },
    otherActors: [],
    failClosedSecretWebhooks: [],
    denyingSecretPolicies: [],
    writesFrozen: false,
    triedCanaries: servers.flatMap(({ name, apiserver }) =>
      apiserver === undefined ? [] : [{ server: name, status: 200, message: '' }],
    ),
    triedUpdates: { tried: 100, refused: 0, names: [], untold: 0 },
    unanswered: [],
  };
}

const ALL: readonly Role[] = ['control-plane', 'etcd'];

/** The five topologies that keyturn is built for, healthy and between rotations. The first server bootstrapped each cluster. */
export const SAMPLE_FACTS = {
  one: factsOf([sampleServer('s1', ALL, true)]),
  three: factsOf([sampleServer('s1', ALL, true), sampleServer('s2', ALL, false), sampleServer('s3', ALL, false)]),
  /** One all-role server, two etcd-only. */
  threeWithTwoEtcdOnly: factsOf([
    sampleServer('s1', ALL, true),
    sampleServer('s2', ['etcd'], false),
    sampleServer('s3', ['etcd'], false),
  ]),
  /** Two control-plane-only servers listed first, three etcd-only; an etcd-only server (s4) bootstrapped it. */
  split: factsOf([
    sampleServer('s1', ['control-plane'], false),
    sampleServer('s2', ['control-plane'], false),
    sampleServer('s3', ['etcd'], false),
    sampleServer('s4', ['etcd'], true),
    sampleServer('s5', ['etcd'], false),
  ]),
  five: factsOf(['s1', 's2', 's3', 's4', 's5'].map((name, index) => sampleServer(name, ALL, index === 0))),
} as const satisfies Record<string, SampleFacts>;

/** Five servers with all roles, and control-plane servers beside them. */
export function largeSample(controlPlaneOnly: number): SampleFacts {
  const more = Array.from({ length: controlPlaneOnly }, (_, index) =>
    sampleServer(`c${String(index + 1)}`, ['control-plane'], false),
  );
  return factsOf([...SAMPLE_FACTS.five.servers, ...more]);
}

/** The same cluster with one server changed. */
export function withServer<F extends ClusterFacts>(facts: F, name: string, change: Partial<ServerFacts>): F {
  return {
    ...facts,
    servers: facts.servers.map((server) => (server.name === name ? { ...server, ...change } : server)),
  };
}

/** The same cluster with one Node changed. */
export function withNode<F extends ClusterFacts>(facts: F, name: string, change: Partial<NodeFacts>): F {
  return { ...facts, nodes: facts.nodes.map((node) => (node.name === name ? { ...node, ...change } : node)) };
}

/** The same cluster with these credential files, annotations as a healthy engine shows them. */
export function withFiles(facts: SampleFacts, states: Readonly<Record<string, FileState>>): SampleFacts {
  // Only a rewrite leaves a file with the new key alone.
  const isRewritten = Object.values(states).some(({ keys }) => keys.length === 1 && keys[0] === NEW_KEY);
  const byKey = isRewritten ? { [`${NEW_KEY.provider}/${NEW_KEY.name}`]: facts.census.total } : facts.census.byKey;
  const counted = { ...facts, census: { ...facts.census, byKey } };
  return Object.entries(states).reduce((changed, [name, state]) => {
    const encryption = encryptionOf(state);
    const annotation = { stage: state.live ?? state.stage, sha256: encryption.state?.sha256 ?? '' };
    return withNode(withServer(changed, name, { encryption }), name, { annotation });
  }, counted);
}

/** An inventory that fits sample facts. */
export function sampleCluster(facts: ClusterFacts, rotation: Partial<Cluster['rotation']> = {}): Cluster {
  return {
    name: facts.cluster,
    distribution: facts.distribution,
    servers: facts.servers.map(({ name }) => ({
      name,
      ssh: sshTarget(),
      nodeName: undefined,
      expectedRoles: undefined,
    })),
    rotation: {
      strategy: 'auto',
      snapshot: true,
      maxKeyAgeMs: undefined,
      apiserverReload: 'wait',
      windows: [],
      ...rotation,
    },
    journal: { mirror: true },
    timing: {
      stabilityWindowMs: 30_000,
      restartDeadlineMs: 600_000,
      reloadPeriodMs: 60_000,
      connectTimeoutMs: 10_000,
      commandTimeoutMs: 30_000,
    },
    automation: NO_AUTOMATION,
  };
}
