import type { Clock } from '../model/clock.ts';
import type { Cluster, SshTarget } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { Keepalive } from './dial-hop.ts';
import { createIdentities, type AskPassphrase } from './identity.ts';
import { createLink, type Link } from './link.ts';
import type { Redactor } from './redaction.ts';
import type { Fleet, Runner } from './runner.ts';
import { createRunner } from './server-runner.ts';

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
 * The servers of a cluster over SSH. Nothing is connected before the first command. Servers behind the same jump host
 * share one connection to the jump host. Disposing closes everything, servers before jump hosts, and ends within about
 * a second.
 */
export function createFleet({ cluster, redactor, askPassphrase, clock, keepalive, onEvent }: FleetOptions): Fleet {
  const identities = createIdentities({ askPassphrase, redactor });
  const timeoutMs = cluster.timing.connectTimeoutMs;
  const jumps = new Map<string, Link>();
  const serverLinks: Link[] = [];

  const linkTo = (target: SshTarget): Link =>
    createLink({
      target,
      jump: target.jump === undefined ? undefined : jumpTo(target.jump),
      identities,
      timeoutMs,
      keepalive,
    });
  const jumpTo = (target: SshTarget): Link => {
    const key = JSON.stringify(target);
    const link = jumps.get(key) ?? linkTo(target);
    jumps.set(key, link);
    return link;
  };

  const runners = new Map<string, Runner>();
  for (const server of cluster.servers) {
    const link = linkTo(server.ssh);
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
    },
  };
}
