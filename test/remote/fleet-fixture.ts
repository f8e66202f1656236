import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ssh2 from 'ssh2';

import type { Clock, StepContext } from '../../src/model/clock.ts';
import { NO_AUTOMATION } from '../../src/model/automation.ts';
import type { Cluster, SshTarget, Timing } from '../../src/model/cluster.ts';
import type { Event } from '../../src/model/event.ts';
import type { Keepalive } from '../../src/remote/dial-hop.ts';
import { createFleet } from '../../src/remote/fleet.ts';
import type { AskPassphrase } from '../../src/remote/identity.ts';
import { createRedactor, type Redactor } from '../../src/remote/redaction.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import type { Fleet, Runner } from '../../src/remote/runner.ts';
import { startSshServer, type ScriptedSshServer, type SshServerOptions } from '../support/ssh-server.ts';
import { ed25519Pair } from '../support/ssh-key.ts';
import { sshTarget } from '../support/ssh-target.ts';

/** Made once for a test file: what they are does not matter, only which is which. */
export const KEYS = {
  host: ed25519Pair(),
  otherHost: ed25519Pair(),
  ecdsaHost: ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }),
  user: ed25519Pair(),
  otherUser: ed25519Pair(),
};

export const PASSPHRASE = 'correct horse battery';
export const LOCKED_USER_KEY = ed25519Pair(PASSPHRASE);

/** The machine's clock: the network is real. */
const realClock: Clock = {
  now: () => Date.now(),
  wall: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function contextOf(controller = new AbortController()): StepContext {
  return { signal: controller.signal, clock: realClock };
}

/** A command of one word, sent as that word. */
export function command(word: string, more: Partial<RemoteCommand> = {}): RemoteCommand {
  return { name: word, body: { argv: [word] }, privileged: false, mutates: false, ...more };
}

export interface FleetSetup {
  readonly servers: Readonly<Record<string, SshTarget>>;
  readonly timing?: Partial<Timing>;
  readonly keepalive?: Keepalive;
  readonly askPassphrase?: AskPassphrase;
  readonly redactor?: Redactor;
}

/** Everything one test starts; disposing stops it and checks that the fleet left no connection open. */
export class Lab implements AsyncDisposable {
  readonly directory: string;
  readonly events: Event[] = [];
  readonly #servers: ScriptedSshServer[] = [];
  readonly #fleets: Fleet[] = [];

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(): Promise<Lab> {
    const lab = new Lab(await mkdtemp(join(tmpdir(), 'keyturn-remote-')));
    await lab.write('id_user', KEYS.user.private);
    return lab;
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  }

  /** A server that lets the user in, with one host key unless told otherwise. */
  async server(options: Partial<SshServerOptions> = {}): Promise<ScriptedSshServer> {
    const server = await startSshServer({
      hostKeys: [KEYS.host.private],
      authorized: [KEYS.user.public],
      ...options,
    });
    this.#servers.push(server);
    return server;
  }

  /** How to reach a server whose key is recorded as `hostKey` (`type base64`), or as the whole text of known_hosts. */
  async target(
    { port }: { readonly port: number },
    { known, ...more }: Partial<SshTarget> & { readonly known?: string } = {},
  ): Promise<SshTarget> {
    const text = known ?? `[127.0.0.1]:${port} ${KEYS.host.public}\n`;
    return sshTarget({
      port,
      identityFiles: [join(this.directory, 'id_user')],
      knownHosts: [await this.write(`known_hosts_${port}`, text)],
      ...more,
    });
  }

  fleet({ servers, timing, keepalive, askPassphrase, redactor }: FleetSetup): Fleet {
    const cluster: Cluster = {
      name: 'lab',
      distribution: 'rke2',
      servers: Object.entries(servers).map(([name, ssh]) => ({
        name,
        ssh,
        nodeName: undefined,
        expectedRoles: undefined,
      })),
      rotation: { strategy: 'auto', snapshot: false, maxKeyAgeMs: undefined, apiserverReload: 'wait', windows: [] },
      journal: { mirror: true },
      timing: {
        stabilityWindowMs: 0,
        restartDeadlineMs: 60_000,
        reloadPeriodMs: 60_000,
        connectTimeoutMs: 20_000,
        commandTimeoutMs: 20_000,
        ...timing,
      },
      automation: NO_AUTOMATION,
    };
    const fleet = createFleet({
      cluster,
      redactor: redactor ?? createRedactor(),
      ...(keepalive === undefined ? {} : { keepalive }),
      askPassphrase: askPassphrase ?? (async () => undefined),
      onEvent: (event) => this.events.push(event),
    });
    this.#fleets.push(fleet);
    return fleet;
  }

  /** The runner of a fleet whose only server, s1, is reached like this. */
  runnerTo(target: SshTarget): Runner {
    return this.fleet({ servers: { s1: target } }).runner('s1');
  }

  /** The commonest case: one server, one fleet. */
  async runner(script: SshServerOptions['script'], timing?: Partial<Timing>) {
    const server = await this.server({ script: script ?? {} });
    const fleet = this.fleet({
      servers: { s1: await this.target(server) },
      ...(timing === undefined ? {} : { timing }),
    });
    return { server, fleet, runner: fleet.runner('s1') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const fleet of this.#fleets) await fleet[Symbol.asyncDispose]();
    await untilNone(() => this.#servers.reduce((sum, server) => sum + server.openConnections(), 0));
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true });
    await untilNone(() => openSockets());
  }
}

/** Sockets of this process, servers aside. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}

/** Resolves when nothing is left; the test's own time-out fails a leak. */
async function untilNone(count: () => number): Promise<void> {
  while (count() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
