import { mkdirSync, rmSync } from 'node:fs';

import type { Distribution } from '../model/cluster.ts';
import type { KeyProvider } from '../model/encryption.ts';
import type { SimulatedDatastore } from '../model/simulated-datastore.ts';
import type { Era } from '../model/simulated-era.ts';
import { createBastion } from './ssh/bastion.ts';
import { controlSocketOf } from './claim-directory.ts';
import { writeClusterDirectory, type ListedHost } from './cluster-directory.ts';
import { startControlSocket } from './control/control-socket.ts';
import type { ConfigForm } from './engine/config-files.ts';
import { LinkFaults, parseLinkFault } from './ssh/link-faults.ts';
import type { ProgramHost, Unknown } from './host/program.ts';
import { newSshKeyPair } from './ssh/ssh-keys.ts';
import { startSshServer, type RunningSshServer } from './ssh/ssh-server.ts';
import { serverSpecs } from './topology.ts';
import { createWorld, type World } from './world/world.ts';
import { startWriters, type WritersReport } from './world/writers.ts';

export interface SimulationOptions {
  /** Gets hosts.yaml, known_hosts, id_ed25519 and control.sock. */
  readonly directory: string;
  readonly distribution: Distribution;
  /** Servers with all roles. */
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
  /** Default: the engine's own etcd. */
  readonly datastore?: SimulatedDatastore;
  readonly secrets: number;
  /** As `--fault` takes them, and `link-cut` (link-faults.ts). A fault that is none makes the start throw. */
  readonly faults: readonly string[];
  /** How many times faster the engine's delays run. */
  readonly timeScale: number;
  readonly provider: KeyProvider;
  readonly seed: number;
  readonly writers: boolean;
  /** How its engines print; without it as the newest do. */
  readonly era?: Era;
  /** Puts a bastion before the servers; the inventory goes through it. */
  readonly bastion?: boolean;
  /** As `WorldOptions` has them. */
  readonly configForm?: ConfigForm;
  readonly dataDir?: string;
  readonly nodeIds?: boolean;
  /** Told at once of each thing that a line asked for and that is not simulated. */
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
  /** Plants a fault while it runs; throws on one that is none. */
  fault(spec: string): void;
  /** Ends the writers and reads every acknowledged Secret through every running apiserver. */
  writersReport(): Promise<WritersReport>;
  /** Secrets per key name, as they lie in the simulated etcd. */
  census(): Record<string, number>;
  /** Ends everything that runs; the directory stays, without its socket. */
  stop(): Promise<void>;
}

const WRITES_PER_SECOND = 10;
const NO_WRITERS: WritersReport = { acknowledged: 0, lost: 0, lostSecrets: [], readErrors: 0 };
const BASTION = 'bastion';

/**
 * Starts a cluster: its world, an SSH server for each host, the control socket, and writers where they are wanted. Writes over the files of
 * an earlier simulation: claim-directory.ts tells whether they are that. Rejects when the directory cannot be written; nothing runs then.
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
    // What still listened would keep the process alive for ever.
    await stop();
    throw error;
  }
}

/** Ends something that was started. */
type End = () => unknown;

/** All that needs the SSH servers. How to end what it starts goes into `ends`. */
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

/** Faults of links are planted when there are links. */
function isLinkFault(spec: string): boolean {
  return parseLinkFault(spec) !== undefined;
}

interface Network {
  readonly listed: { readonly hosts: readonly ListedHost[]; readonly bastion?: ListedHost };
  readonly clientKey: string;
  /** Whether the spec was one of the links. */
  fault(spec: string): boolean;
  closeUnreachable(): void;
  stop(): Promise<void>;
}

async function startNetwork(world: World, jumpHost: ProgramHost | undefined): Promise<Network> {
  const links = new LinkFaults();
  const client = newSshKeyPair();
  const running = new Map<string, RunningSshServer>();
  const ports = new Set<number>();
  const start = async (host: ProgramHost, mayForwardTo?: (port: number) => boolean): Promise<ListedHost> => {
    const key = newSshKeyPair();
    const server = await startSshServer({
      host,
      hostKey: key.privateKey,
      users: ['ops', 'root'],
      authorizedKey: client.publicKey,
      links,
      ...(mayForwardTo === undefined ? {} : { mayForwardTo }),
    });
    running.set(host.name, server);
    return { name: host.name, port: server.port, publicKey: key.publicKey };
  };
  const hosts = await Promise.all(world.hosts.map((host) => start(host)));
  for (const { port } of hosts) ports.add(port);
  const bastion = jumpHost === undefined ? undefined : await start(jumpHost, (port) => ports.has(port));
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
