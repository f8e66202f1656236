import { randomBytes } from 'node:crypto';

import type { Distribution } from '../../model/cluster.ts';
import type { KeyProvider } from '../../model/encryption.ts';
import { type SimulatedDatastore, NEWEST_ERA, type Era } from '../../model/simulation.ts';
import type { ConfigForm } from '../engine/config-files.ts';
import { configText, firstConfig, sha256, type EncryptionConfig } from '../engine/encryption-config.ts';
import { Admission } from './admission.ts';
import { type SimulatedCluster, BOOTSTRAP_KEY, type Bootstrap } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { Etcd } from './etcd.ts';
import { FaultSet, parseFault } from './faults.ts';
import { furnish, leaveStaleNode } from './furnish.ts';
import { encrypt, keyNameOf } from './keys.ts';
import { loseKeys } from './keys-lost.ts';
import { showHostActors } from './other-actors.ts';
import { loseHost } from './lost-host.ts';
import { Ledger } from './ledger.ts';
import { encodeSecret, SECRETS, secretKey, type LeaseObject, type NodeObject } from './objects.ts';
import { SimulatedServer, type ServerSpec } from './server.ts';
import { SimulatedTime, DURATIONS } from './time.ts';

export interface WorldOptions {
  readonly distribution: Distribution;
  readonly servers: readonly ServerSpec[];
  readonly secrets: number;
  /** How many times faster the engine's delays run. */
  readonly timeScale: number;
  readonly provider: KeyProvider;
  /** Decides the phases of the apiservers' polls. */
  readonly seed: number;
  readonly faults: readonly string[];
  /** The era of the engines' output. The default is the newest. */
  readonly era?: Era;
  /** The default is the engine's own etcd. */
  readonly datastore?: SimulatedDatastore;
  /** The default is one file of lines. */
  readonly configForm?: ConfigForm;
  /** The default is the distribution's own directory. */
  readonly dataDir?: string;
  /** Nodes have a number after the name of their host, as with `with-node-id`. */
  readonly nodeIds?: boolean;
  /** The servers follow the security guide of their distribution. */
  readonly hardened?: boolean;
}

/**
 * A simulated cluster. `World` holds everything shared by the servers, and `SimulatedServer` holds a server's own
 * state.
 */
export class World implements SimulatedCluster {
  readonly distribution: Distribution;
  readonly version: string;
  readonly era: Era;
  readonly datastore: SimulatedDatastore;
  readonly configForm: ConfigForm;
  readonly dataDir: string | undefined;
  readonly nodeIds: boolean;
  readonly hardened: boolean;
  readonly time: SimulatedTime;
  readonly etcd: Etcd;
  readonly ledger = new Ledger();
  readonly faults = new FaultSet();
  readonly nodes = new Map<string, NodeObject>();
  readonly leases = new Map<string, LeaseObject>();
  readonly admission: Admission;
  readonly hosts: readonly SimulatedServer[];
  bootstrap: Bootstrap;
  readonly keyNames: string[] = [];
  #revision = 1_000;
  #isFurnished = false;

  constructor(options: WorldOptions) {
    this.distribution = options.distribution;
    this.version = options.distribution === 'rke2' ? 'v1.36.3+rke2r1' : 'v1.36.3+k3s1';
    this.era = options.era ?? NEWEST_ERA;
    this.datastore = options.datastore ?? 'etcd';
    this.configForm = options.configForm ?? 'yaml';
    this.dataDir = options.dataDir;
    this.nodeIds = options.nodeIds ?? false;
    this.hardened = options.hardened ?? false;
    this.time = new SimulatedTime(options.timeScale);
    this.admission = new Admission(this.time, () => this.controlPlanes().map(({ name }) => name));
    this.etcd = new Etcd(membersOf(this.datastore, options.servers));
    if (this.usesKine) this.#compact(0);
    for (const spec of options.faults) this.inject(spec);
    const phases = pollPhases(options.seed);
    const alarm = this.faults.first('etcd-alarm');
    if (alarm !== undefined) this.etcd.alarms.push(alarm);
    this.hosts = options.servers.map((spec) => new SimulatedServer(this, spec, phases()));
    const config = { ...firstConfig(options.provider), identityFirst: this.faults.has('encryption-disabled') };
    this.keyNames.push(...config.keys.map(({ name }) => name));
    const text = configText(config);
    this.bootstrap = { config: text, state: `start-${sha256(text)}`, savedAtMs: this.time.now() };
    this.etcd.store.put(BOOTSTRAP_KEY, randomBytes(64));
    for (let index = 0; index < options.secrets; index += 1) this.#seed(config, index);
    for (const server of this.hosts) furnish(this, server);
    const gone = this.faults.first('stale-node');
    if (gone !== undefined) leaveStaleNode(this, gone);
    this.#loseKeys(this.faults.arguments('keys-lost'));
    const lost = this.faults.arguments('host-gone');
    if (lost !== undefined) this.inject(['host-gone', ...lost].join(':'));
    this.#beat();
  }

  get usesKine(): boolean {
    return this.datastore === 'sqlite' || this.datastore === 'kine-sql';
  }

  server(name: string): SimulatedServer {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`no simulated server ${name}`);
    return found;
  }

  controlPlanes(): readonly SimulatedServer[] {
    return this.hosts.filter(({ roles }) => roles.includes('control-plane'));
  }

  saveBootstrap(server: SimulatedServer): void {
    this.etcd.assertQuorum();
    if (this.faults.useOnce('save-fails', server.name)) throw new ClusterError('etcdclient: no available endpoints');
    const { stage, sha256: hash } = server.state();
    const file = server.files.read(server.configPath);
    const savedAtMs = file?.mtimeMs ?? server.now();
    this.etcd.store.put(BOOTSTRAP_KEY, randomBytes(64));
    this.bootstrap = { config: file?.content.toString() ?? '', state: `${stage}-${hash}`, savedAtMs };
  }

  nextRevision(): string {
    this.#revision += 1;
    return String(this.#revision);
  }

  /** Plants a fault from now on. Throws on an unknown fault. */
  inject(spec: string): void {
    const fault = parseFault(spec);
    if (fault === undefined) throw new Error(`no such fault: ${spec}`);
    this.faults.add(fault);
    const [server = '', over] = fault.arguments;
    const member = fault.name === 'member-down' ? this.etcd.memberOf(server) : undefined;
    if (member !== undefined) member.running = over === 'over';
    if (fault.name === 'secrets-elsewhere') this.etcd.secretsElsewhere = true;
    // At the start no hosts exist yet.
    const host = this.#isFurnished ? this.hosts.find(({ name }) => name === server) : undefined;
    if (host !== undefined) showHostActors(this, host);
    if (fault.name === 'host-gone' && host !== undefined) loseHost(this, host, over === 'removed');
    if (fault.name === 'keys-lost' && this.#isFurnished) this.#loseKeys(fault.arguments);
  }

  #loseKeys(words: readonly string[] | undefined): void {
    this.#isFurnished = true;
    if (words === undefined) return;
    const [count = '1', where] = words;
    loseKeys(this, { leftBehind: Number(count), everywhere: where === 'everywhere' });
  }

  /** Secrets in etcd per key name. */
  census(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { value } of this.etcd.store.range(SECRETS.from, SECRETS.to)) {
      const name = keyNameOf(value, this.keyNames);
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  dispose(): void {
    for (const host of this.hosts) host.apiserver?.stop();
    this.time.dispose();
  }

  #seed(config: EncryptionConfig, index: number): void {
    const namespace = NAMESPACES[index % NAMESPACES.length] ?? 'default';
    const name = `${SECRET_NAMES[index % SECRET_NAMES.length] ?? 'secret'}-${index}`;
    const secret = {
      metadata: { name, namespace, uid: `uid-${index}` },
      data: { value: Buffer.from(`value ${index}`).toString('base64') },
    };
    this.etcd.store.put(secretKey(namespace, name), encrypt(config, encodeSecret(secret)));
  }

  /** The apiserver compacts to the revision of one interval ago. kine keeps the newest revisions. */
  #compact(before: number): void {
    const { revision } = this.etcd.store;
    this.etcd.store.compact(Math.min(before, revision - KEPT_REVISIONS));
    this.time.after(DURATIONS.compaction, () => this.#compact(revision));
  }

  /** Kubelets renew their heartbeats while their service runs. */
  #beat(): void {
    for (const host of this.hosts) {
      const node = this.nodes.get(host.nodeName);
      if (node !== undefined && host.service.state.activeState === 'active') node.heartbeatMs = host.now();
    }
    this.time.after(DURATIONS.nodeHeartbeat, () => this.#beat());
  }
}

/** kine's `compact-min-retain`. */
const KEPT_REVISIONS = 1_000;

/** Hosts of the members of an external etcd. */
const ELSEWHERE = ['10.9.0.1', '10.9.0.2', '10.9.0.3'];

/** The hosts of the members. */
function membersOf(datastore: SimulatedDatastore, servers: readonly ServerSpec[]): readonly string[] {
  if (datastore === 'external-etcd') return ELSEWHERE;
  return servers.filter(({ roles }) => roles.includes('etcd')).map(({ name }) => name);
}

const NAMESPACES = ['default', 'kube-system', 'cert-manager', 'monitoring', 'payments', 'cattle-system'];
const SECRET_NAMES = [
  'tls-certificate',
  'database-password',
  'registry-login',
  'sh.helm.release.v1.app',
  'token',
  'webhook-ca',
];

/** Each apiserver started at its own time, so each polls in its own phase. */
function pollPhases(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * DURATIONS.reloadPeriod;
  };
}

export function createWorld(options: WorldOptions): World {
  return new World(options);
}
