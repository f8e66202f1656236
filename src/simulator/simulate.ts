import { mkdirSync, rmSync } from 'node:fs';

import type { Distribution } from '../model/cluster.ts';
import type { KeyProvider } from '../model/encryption.ts';
import type { SimulatedDatastore, Era } from '../model/simulation.ts';
import { controlSocketOf } from './claim-directory.ts';
import { writeClusterDirectory, type ListedHost } from './cluster-directory.ts';
import { startControlSocket } from './control/control-socket.ts';
import type { ConfigForm } from './engine/config-files.ts';
import { LinkFaults, parseLinkFault } from './ssh/link-faults.ts';
import type { ProgramHost, Unknown } from './host/program.ts';
import { startSshServer, type RunningSshServer, newSshKeyPair } from './ssh/ssh-server.ts';
import { serverSpecs } from './topology.ts';
import { internalAddressOf } from './world/node-json.ts';
import { createWorld, type World } from './world/world.ts';
import { startWriters, type WritersReport } from './world/writers.ts';
import { VirtualFileSystem } from './host/file-system.ts';

export interface SimulationOptions {
  /** Receives hosts.yaml, known_hosts, id_ed25519 and control.sock. */
  readonly directory: string;
  readonly distribution: Distribution;
  /** Servers with all roles. */
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
  /** The default is the engine's own etcd. */
  readonly datastore?: SimulatedDatastore;
  readonly secrets: number;
  /** Faults in the form of `--fault`, and `link-cut` (link-faults.ts). An unknown fault makes the start throw. */
  readonly faults: readonly string[];
  /** How many times faster the engine's delays run. */
  readonly timeScale: number;
  readonly provider: KeyProvider;
  readonly seed: number;
  readonly writers: boolean;
  /** The era of the engines' output. The default is the newest. */
  readonly era?: Era;
  /** Puts a bastion before the servers, and the inventory connects through the bastion. */
  readonly bastion?: boolean;
  /** As in `WorldOptions`. */
  readonly configForm?: ConfigForm;
  readonly dataDir?: string;
  readonly nodeIds?: boolean;
  readonly hardened?: boolean;
  /** Called at once for each unsimulated request of a line. */
  readonly onUnknown?: (unknown: Unknown) => void;
}

/** A simulated cluster that can be reached over SSH. */
export interface Simulation {
  readonly directory: string;
  readonly inventoryFile: string;
  /** Unix socket of the questions (control-socket.ts). */
  readonly controlSocket: string;
  readonly world: World;
  readonly hosts: readonly ProgramHost[];
  /** Plants a fault in the running cluster. Throws on an unknown fault. */
  fault(spec: string): void;
  /** Ends the writers and reads every acknowledged Secret through every running apiserver. */
  writersReport(): Promise<WritersReport>;
  /** Secrets in the simulated etcd per key name. */
  census(): Record<string, number>;
  /** Ends everything that runs. The directory stays, without its socket. */
  stop(): Promise<void>;
}

const WRITES_PER_SECOND = 10;
const NO_WRITERS: WritersReport = { acknowledged: 0, lost: 0, lostSecrets: [], readErrors: 0 };
const BASTION = 'bastion';

/**
 * Starts a cluster, with its world, an SSH server for each host, the control socket, and writers on request. Overwrites
 * the files of an earlier simulation, recognised by claim-directory.ts. Rejects if the directory cannot be written, and
 * then nothing runs.
 */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const world = createWorld({
    ...options,
    servers: serverSpecs(options),
    faults: options.faults.filter((spec) => !isLinkFault(spec)),
  });
  const onUnknown = options.onUnknown ?? (() => {});
  world.ledger.listen((entry) => {
    if (entry.kind === 'unknown-program') onUnknown(entry);
  });
  const ends: End[] = [() => world.dispose()];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const network = await startNetwork(world, options.bastion === true ? createBastion(BASTION, onUnknown) : undefined);
    ends.push(() => network.stop());
    return { ...(await startOn(world, network, options, ends)), stop };
  } catch (error) {
    // An open listener would keep the process alive for ever.
    await stop();
    throw error;
  }
}

/** Ends something that was started. */
type End = () => unknown;

/** Starts all parts that need the SSH servers, and adds the way to end each part to `ends`. */
async function startOn(
  world: World,
  network: Network,
  options: SimulationOptions,
  ends: End[],
): Promise<Omit<Simulation, 'stop'>> {
  const { directory, distribution, timeScale } = options;
  const inventoryFile = writeClusterDirectory({
    directory,
    distribution,
    timeScale,
    ...network.listed,
    clientKey: network.clientKey,
  });
  const fault = (spec: string): void => {
    if (!network.fault(spec)) world.inject(spec);
    network.closeUnreachable();
  };
  for (const spec of options.faults.filter(isLinkFault)) fault(spec);
  const writers = options.writers ? startWriters(world, { perSecond: WRITES_PER_SECOND }) : undefined;
  ends.push(() => writers?.stopAndCheck());
  const controlSocket = controlSocketOf(directory);
  const control = await startControlSocket({
    path: controlSocket,
    subject: {
      hosts: world.hosts,
      ledger: () => world.ledger.snapshot(),
      writers: () => writers?.report() ?? NO_WRITERS,
      secrets: () => world.census(),
      fault,
    },
  });
  ends.push(
    () => rmSync(controlSocket, { force: true }),
    () => control.stop(),
  );
  return {
    directory,
    inventoryFile,
    controlSocket,
    world,
    hosts: world.hosts,
    fault,
    writersReport: async () => writers?.stopAndCheck() ?? NO_WRITERS,
    census: () => world.census(),
  };
}

/** Faults of links are planted after the links exist. */
function isLinkFault(spec: string): boolean {
  return parseLinkFault(spec) !== undefined;
}

type ForwardTo = (host: string, port: number) => number | undefined;

/** The bastion knows the servers by their ports on loopback, and by the addresses of their Nodes. */
function insideNetwork(hosts: readonly ListedHost[]): ForwardTo {
  const sshPort = 22;
  return (host, port) => {
    if (host === '127.0.0.1') return hosts.some((listed) => listed.port === port) ? port : undefined;
    return port === sshPort ? hosts.find(({ name }) => internalAddressOf(name) === host)?.port : undefined;
  };
}

interface Network {
  readonly listed: { readonly hosts: readonly ListedHost[]; readonly bastion?: ListedHost };
  readonly clientKey: string;
  /** Returns whether the spec was a fault of a link. */
  fault(spec: string): boolean;
  closeUnreachable(): void;
  stop(): Promise<void>;
}

async function startNetwork(world: World, jumpHost: ProgramHost | undefined): Promise<Network> {
  const links = new LinkFaults();
  const client = newSshKeyPair();
  const running = new Map<string, RunningSshServer>();
  const start = async (host: ProgramHost, forwardTo?: ForwardTo): Promise<ListedHost> => {
    const key = newSshKeyPair();
    const server = await startSshServer({
      host,
      hostKey: key.privateKey,
      users: ['ops', 'root'],
      authorizedKey: client.publicKey,
      links,
      ...(forwardTo === undefined ? {} : { forwardTo }),
    });
    running.set(host.name, server);
    return { name: host.name, port: server.port, publicKey: key.publicKey };
  };
  const hosts = await Promise.all(world.hosts.map((host) => start(host)));
  const bastion = jumpHost === undefined ? undefined : await start(jumpHost, insideNetwork(hosts));
  const closeUnreachable = (): void => {
    for (const { name } of world.hosts.filter(({ reachable }) => !reachable)) {
      void running.get(name)?.stop();
      running.delete(name);
    }
  };
  closeUnreachable();
  return {
    listed: bastion === undefined ? { hosts } : { hosts, bastion },
    clientKey: client.privateKey,
    fault: (spec) => {
      const fault = parseLinkFault(spec);
      if (fault?.kind === 'cut-now') running.get(fault.host)?.cut();
      if (fault?.kind === 'cut-at') links.add(fault);
      return fault !== undefined;
    },
    closeUnreachable,
    stop: async () => {
      await Promise.all([...running.values()].map((server) => server.stop()));
    },
  };
}

/** A host outside the cluster, which only forwards. Its shell has the core utilities, and root is out of reach. */
function createBastion(name: string, onUnknown: (unknown: Unknown) => void): ProgramHost {
  return {
    name,
    files: new VirtualFileSystem(() => Date.now()),
    now: () => Date.now(),
    sudo: 'not-allowed',
    programs: new Map(),
    recordLine: () => {},
    recordUnknown: (program, line) => onUnknown({ server: name, program, line }),
  };
}
