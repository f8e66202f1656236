import { randomBytes, randomUUID } from 'node:crypto';

import type { Distribution, Role } from '../../model/cluster.ts';
import type { StageHash } from '../../model/encryption.ts';
import type { Era } from '../../model/simulation.ts';
import { nodeArgs } from '../engine/config-files.ts';
import { parseConfig, sha256, type EncryptionConfig } from '../engine/encryption-config.ts';
import { VirtualFileSystem } from '../host/file-system.ts';
import type { Printer } from '../engine/events.ts';
import type { Program, ProgramHost } from '../host/program.ts';
import { Apiserver } from './apiserver.ts';
import type { Etcd } from './etcd.ts';
import type { FaultSet } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { NodeObject } from './objects.ts';
import type { SimulatedTime } from './time.ts';
import { createUnit, type Unit } from './unit.ts';

export interface ServerSpec {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** A server's view of its cluster. A server knows no other server. */
export interface ServerSurroundings {
  readonly distribution: Distribution;
  /** The version of the engine, unless a fault gives a server its own version. */
  readonly version: string;
  readonly era: Era;
  /** `undefined` means the distribution's own directory. */
  readonly dataDir: string | undefined;
  /** Nodes have a number after the name of their host. */
  readonly nodeIds: boolean;
  /** Every server has its own kine. */
  readonly usesKine: boolean;
  readonly time: SimulatedTime;
  readonly etcd: Etcd;
  readonly ledger: Ledger;
  readonly faults: FaultSet;
  /** By their names. */
  readonly nodes: ReadonlyMap<string, NodeObject>;
}

/** A simulated host with its files, units and running programs. */
export class SimulatedServer implements ProgramHost {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly files: VirtualFileSystem;
  readonly programs = new Map<string, Program>();
  readonly service: Unit = createUnit({});
  readonly transientUnits = new Map<string, Unit>();
  readonly snapshots: { readonly name: string; readonly bytes: number; readonly atMs: number }[] = [];
  readonly apiserver: Apiserver | undefined;
  /** The start of its engine's process, by the host's clock. */
  startedAtMs: number;
  readonly bootId = randomUUID();
  /** `undefined` means that Nodes have the names of their hosts. */
  readonly nodeId: string | undefined;
  /** Counts starts of the service. Work of an earlier start must not continue in a later start. */
  generation = 0;
  /** Whether kine runs. kine is part of the service, if the datastore has a kine. */
  kineRunning: boolean;
  readonly #cluster: ServerSurroundings;

  constructor(cluster: ServerSurroundings, spec: ServerSpec, phaseMs: number) {
    this.#cluster = cluster;
    this.name = spec.name;
    this.roles = spec.roles;
    // Younger than the files of its configuration, which existed before the start.
    this.startedAtMs = this.now() - 43_200_000;
    this.nodeId = cluster.nodeIds ? randomBytes(4).toString('hex') : undefined;
    this.kineRunning = cluster.usesKine;
    this.files = new VirtualFileSystem(() => this.now());
    this.apiserver = spec.roles.includes('control-plane')
      ? new Apiserver({
          host: {
            name: spec.name,
            encryptionFile: () => this.files.read(this.configPath)?.content,
            lateReloadMs: () => cluster.faults.number('late-reload', spec.name),
            datastoreAnswers: () => !cluster.usesKine || this.kineRunning,
          },
          etcd: cluster.etcd,
          time: cluster.time,
          phaseMs,
        })
      : undefined;
  }

  get distribution(): Distribution {
    return this.#cluster.distribution;
  }

  get sudo(): ProgramHost['sudo'] {
    if (this.#cluster.faults.has('sudo-password', this.name)) return 'needs-password';
    return this.#cluster.faults.has('sudo-denied', this.name) ? 'not-allowed' : 'granted';
  }

  get reachable(): boolean {
    const { faults } = this.#cluster;
    return !faults.has('host-dead', this.name) && !faults.has('host-gone', this.name);
  }

  get freeKiB(): number | undefined {
    const free = this.#cluster.faults.text('disk-full', this.name);
    return free === undefined ? undefined : Number(free) * 1_024;
  }

  get version(): string {
    return this.#cluster.faults.text('version', this.name) ?? this.#cluster.version;
  }

  get dataDir(): string {
    return this.#cluster.dataDir ?? `/var/lib/rancher/${this.distribution}`;
  }

  /** The file of SQLite, for a datastore in SQLite. */
  get databasePath(): string {
    return `${this.dataDir}/server/db/state.db`;
  }

  /** kine's socket, for a datastore behind kine. */
  get kineSocket(): string {
    return `${this.dataDir}/server/kine.sock`;
  }

  get configPath(): string {
    return `${this.dataDir}/server/cred/encryption-config.json`;
  }

  get statePath(): string {
    return `${this.dataDir}/server/cred/encryption-state.json`;
  }

  now(): number {
    return this.#cluster.time.now() + this.#cluster.faults.number('clock-skew', this.name);
  }

  recordLine(line: string, user: string): void {
    this.#cluster.ledger.add({ kind: 'line', server: this.name, user, line, atMs: this.#cluster.time.now() });
  }

  recordUnknown(program: string, line: string): void {
    this.#cluster.ledger.add({
      kind: 'unknown-program',
      server: this.name,
      program,
      line,
      atMs: this.#cluster.time.now(),
    });
  }

  /** The era, engine and time of its output. */
  printer(): Printer {
    return { era: this.#cluster.era, engine: this.distribution, at: new Date(this.now()) };
  }

  /** Adds a line to the journal of the engine's unit. */
  log(text: string): void {
    if (this.#cluster.faults.has('journal-silent', this.name)) return;
    this.service.lines.push({ atMs: this.now(), text });
  }

  config(): EncryptionConfig {
    return parseConfig(this.files.read(this.configPath)?.content.toString() ?? '');
  }

  configHash(): string {
    return sha256(this.files.read(this.configPath)?.content ?? '');
  }

  /** `<stage>-<hash>` of the state file. */
  state(): StageHash {
    const text = this.files.read(this.statePath)?.content.toString() ?? '';
    const cut = text.lastIndexOf('-');
    return { stage: text.slice(0, cut) as StageHash['stage'], sha256: text.slice(cut + 1) };
  }

  writeConfig(text: string): void {
    this.files.write(this.configPath, text, { mode: 0o600, owner: 'root:root' });
  }

  writeState({ stage, sha256: hash }: StageHash): void {
    this.files.write(this.statePath, `${stage}-${hash}`, { mode: 0o600, owner: 'root:root' });
  }

  /** Name of its Node, with a number if the cluster is configured with numbers. */
  get nodeName(): string {
    return this.nodeId === undefined ? this.name : `${this.name}-${this.nodeId}`;
  }

  /** Writes the engine's settings at its start into the annotations of the Node. */
  annotateSettings(): void {
    const node = this.#cluster.nodes.get(this.nodeName);
    if (node === undefined) return;
    node.annotations[`${this.distribution}.io/node-args`] = nodeArgs(
      this.files,
      `/etc/rancher/${this.distribution}/config.yaml`,
    );
    node.annotations[`${this.distribution}.io/node-env`] = '{}';
  }

  annotate(stage: StageHash['stage'], hash: string): void {
    const node = this.#cluster.nodes.get(this.nodeName);
    if (node !== undefined) node.annotations[`${this.distribution}.io/encryption-config-hash`] = `${stage}-${hash}`;
  }

  annotation(): string | undefined {
    return this.#cluster.nodes.get(this.nodeName)?.annotations[`${this.distribution}.io/encryption-config-hash`];
  }
}
