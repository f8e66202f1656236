import type { Clock } from '../model/clock.ts';
import type { Cluster, Server, SshTarget } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import { unreachable } from '../model/unreachable.ts';
import type { Link } from './connection.ts';
import { KEEPALIVE, type Keepalive } from './dial-hop.ts';
import { createIdentities, type AskPassphrase } from './identity.ts';
import { createLocalLink } from './local/local-link.ts';
import { createControlDirectory } from './openssh/control-directory.ts';
import { createOpenSshLink } from './openssh/openssh-link.ts';
import type { Redactor } from './redaction.ts';
import type { Fleet, Runner } from './runner.ts';
import { createRunner } from './server-runner.ts';
import { createSsh2Link } from './ssh2-link.ts';
import type { SshConnection } from './ssh-connection.ts';

export interface FleetOptions {
  readonly cluster: Cluster;
  /** Scrubs every line and every output, and registers passphrases. */
  readonly redactor: Redactor;
  /** Called for an encrypted identity file, once for all servers. `undefined` without a terminal. */
  readonly askPassphrase: AskPassphrase;
  /** Measures and pauses. The default is the clock of each call. Deadlines of the network count real time. */
  readonly clock?: Clock;
  /** When a silent connection is given up. The default is 40 s. */
  readonly keepalive?: Keepalive;
  /** Receives `command-sent` and `reconnecting`. */
  readonly onEvent?: Emit;
}

/**
 * The servers of a cluster, each by its transport. Nothing is connected before the first command. Servers behind the same jump host
 * share one connection to the jump host. Disposing closes everything, servers before jump hosts, and ends within about
 * a second.
 */
export function createFleet({ cluster, redactor, askPassphrase, clock, keepalive, onEvent }: FleetOptions): Fleet {
  const identities = createIdentities({ askPassphrase, redactor });
  const timeoutMs = cluster.timing.connectTimeoutMs;
  const jumps = new Map<string, Link<SshConnection>>();
  const serverLinks: Link[] = [];
  const directory = createControlDirectory(process.env);

  const linkTo = (target: SshTarget): Link<SshConnection> =>
    createSsh2Link({
      target,
      jump: target.jump === undefined ? undefined : jumpTo(target.jump),
      identities,
      timeoutMs,
      keepalive,
    });
  const jumpTo = (target: SshTarget): Link<SshConnection> => {
    const key = JSON.stringify(target);
    const link = jumps.get(key) ?? linkTo(target);
    jumps.set(key, link);
    return link;
  };
  const linkToServer = (server: Server): Link => {
    const { ssh: target } = server;
    switch (target.transport) {
      case 'ssh2':
        return linkTo(target);
      case 'openssh':
        return createOpenSshLink({ target, directory, timeoutMs, keepalive: keepalive ?? KEEPALIVE });
      case 'local':
        return createLocalLink(server);
      default:
        return unreachable(target.transport);
    }
  };

  const runners = new Map<string, Runner>();
  for (const server of cluster.servers) {
    const link = linkToServer(server);
    serverLinks.push(link);
    const { timing } = cluster;
    runners.set(server.name, createRunner({ server, timing, link, redactor, clock, onEvent: onEvent ?? (() => {}) }));
  }

  return {
    runner: (name) => {
      const runner = runners.get(name);
      if (runner === undefined) throw new Error(`no server ${name} in cluster ${cluster.name}`);
      return runner;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(serverLinks.map((link) => link.close()));
      // The map holds each jump host after the jump host in front.
      for (const link of [...jumps.values()].toReversed()) await link.close();
      directory[Symbol.dispose]();
    },
  };
}
