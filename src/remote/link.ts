import type { Duplex } from 'node:stream';

import type { Clock } from '../model/clock.ts';
import type { SshTarget } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import { addressOf } from '../model/address.ts';
import { dialHop, type Keepalive } from './dial-hop.ts';
import type { Identities } from './identity.ts';
import { waitWithin, type Patience } from './patience.ts';
import { createSemaphore } from './semaphore.ts';
import { createSshConnection, type SshConnection } from './ssh-connection.ts';

/** The user of a connection, and the listener for a reconnect. */
interface LinkUser {
  readonly server: string;
  readonly clock: Clock;
  readonly onReconnect: (reason: string) => void;
}

/** The way to one host, with at most one connection at a time, made on demand. */
export interface Link {
  /** The connection in use, or a new connection. Simultaneous callers share one dial. A failed dial is not kept. */
  connection(user: LinkUser): Promise<Result<SshConnection, ConnectionFailure>>;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly target: SshTarget;
  /** The way to the jump host, perhaps shared with other links. */
  readonly jump: Link | undefined;
  readonly identities: Identities;
  readonly timeoutMs: number;
  readonly keepalive: Keepalive | undefined;
}

/** sshd drops new connections at random from the tenth unauthenticated connection on (`MaxStartups` 10:30:100). */
const dials = createSemaphore(8);

/** Pauses before dialling again a connection dropped by a busy sshd, ms. */
const RETRY_PAUSES_MS = [250, 750];

/** Connects nothing yet. */
export function createLink(options: LinkOptions): Link {
  let current: SshConnection | undefined;
  let dialling: Promise<Result<SshConnection, ConnectionFailure>> | undefined;
  const closing = new AbortController();
  const { signal } = closing;

  const dial = async (user: LinkUser): Promise<Result<SshConnection, ConnectionFailure>> => {
    const dialled = await dialPatiently(options, user, signal);
    dialling = undefined;
    if (!dialled.ok) return dialled;
    current = dialled.value;
    if (signal.aborted) await current.close();
    return dialled;
  };

  return {
    connection: async (user) => {
      const { server } = user;
      if (dialling === undefined) {
        const unusable = current?.unusable();
        if (current !== undefined && unusable === undefined) return success(current);
        if (signal.aborted) return unreachable(options.target, server, 'the connections are closed');
        current = undefined;
        if (unusable !== undefined) user.onReconnect(unusable);
        dialling = dial(user);
      }
      const dialled = await dialling;
      // Several servers may share a jump host, so each failure names the requested server.
      return dialled.ok ? dialled : failed({ ...dialled.failure, server });
    },
    close: async () => {
      closing.abort();
      await current?.close();
      await dialling;
    },
  };
}

async function dialPatiently(
  options: LinkOptions,
  user: LinkUser,
  signal: AbortSignal,
): Promise<Result<SshConnection, ConnectionFailure>> {
  for (const pauseMs of RETRY_PAUSES_MS) {
    const dialled = await dialWithAllKeys(options, user, signal);
    if (dialled.ok || !isTransient(dialled.failure)) return dialled;
    await user.clock.sleep(pauseMs, signal);
  }
  return dialWithAllKeys(options, user, signal);
}

/** Tries again with keys that the operator unlocks, where those at hand did not do. */
async function dialWithAllKeys(
  options: LinkOptions,
  user: LinkUser,
  signal: AbortSignal,
): Promise<Result<SshConnection, ConnectionFailure>> {
  const dialled = await dialThroughJump(options, user, signal);
  if (dialled.ok || dialled.failure.kind !== 'authentication-failed' || dialled.failure.atJumpHost) return dialled;
  let isUnlocked = false;
  for (const { state, path } of dialled.failure.sources) {
    if (state !== 'locked') continue;
    const { kind } = await options.identities.unlock(path);
    isUnlocked ||= kind === 'key';
  }
  return isUnlocked ? dialThroughJump(options, user, signal) : dialled;
}

async function dialThroughJump(
  { target, jump, identities, timeoutMs, keepalive }: LinkOptions,
  user: LinkUser,
  signal: AbortSignal,
): Promise<Result<SshConnection, ConnectionFailure>> {
  const { server } = user;
  // The server's own reconnect was already reported.
  const outer = await jump?.connection({ ...user, onReconnect: () => {} });
  if (outer?.ok === false) return failed(atJumpHost(outer.failure));
  // Acquired only now, because a hop waiting for its jump host must not hold a place the jump host needs.
  const release = await dials.acquire();
  try {
    const forwarded = outer === undefined ? undefined : await forward(outer.value, target, { signal, ms: timeoutMs });
    if (forwarded?.ok === false) return unreachable(target, server, forwarded.failure);
    const stream = forwarded?.value;
    const hop = await dialHop({ server, target, identities, timeoutMs, keepalive, stream, signal });
    return hop.ok ? success(createSshConnection(hop.value)) : hop;
  } finally {
    release();
  }
}

async function forward(outer: SshConnection, target: SshTarget, patience: Patience): Promise<Result<Duplex, string>> {
  const opening = outer.forward(target);
  const opened = await waitWithin(opening, patience);
  if (opened.kind === 'settled') return opened.value;
  void opening.then((late) => (late.ok ? late.value.destroy() : undefined));
  return failed(opened.kind === 'expired' ? `no stream to it after ${patience.ms} ms` : 'the connections are closed');
}

function unreachable(target: SshTarget, server: string, reason: string): Result<never, ConnectionFailure> {
  return failed({ kind: 'host-unreachable', server, address: addressOf(target), reason });
}

/** The address in the failure is the jump host's instead of the server's, so the failure is marked. */
function atJumpHost(failure: ConnectionFailure): ConnectionFailure {
  if (failure.kind === 'known-hosts-unreadable' || failure.kind === 'identity-unreadable') return failure;
  return { ...failure, atJumpHost: true };
}

function isTransient(failure: ConnectionFailure): boolean {
  return failure.kind === 'host-unreachable' && /ECONNRESET|Connection lost before handshake/.test(failure.reason);
}
