import type { Duplex } from 'node:stream';

import type { SshTarget } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import { addressOf } from '../model/address.ts';
import type { Link, LinkUser } from './connection.ts';
import { dialHop, type Keepalive } from './dial-hop.ts';
import type { Identities } from './identity.ts';
import { createLink } from './link.ts';
import { waitWithin, type Patience } from './patience.ts';
import { createSemaphore } from './semaphore.ts';
import { createSshConnection, type SshConnection } from './ssh-connection.ts';

/** What keyturn's own SSH client needs for a host. */
export interface Ssh2LinkOptions {
  readonly target: SshTarget;
  /** The way to the jump host, perhaps shared with other links. */
  readonly jump: Link<SshConnection> | undefined;
  readonly identities: Identities;
  readonly timeoutMs: number;
  readonly keepalive: Keepalive | undefined;
}

/** sshd drops new connections at random from the tenth unauthenticated connection on (`MaxStartups` 10:30:100). */
const dials = createSemaphore(8);

/** Pauses before dialling again a connection dropped by a busy sshd, ms. */
const RETRY_PAUSES_MS = [250, 750];

/** The way to a host by keyturn's own SSH client. Connects nothing yet. */
export function createSsh2Link(options: Ssh2LinkOptions): Link<SshConnection> {
  const { target } = options;
  return createLink({
    dial: (user, signal) => dialPatiently(options, user, signal),
    unreached: (server, reason) => unreachableFailure(target, server, reason),
  });
}

async function dialPatiently(
  options: Ssh2LinkOptions,
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
  options: Ssh2LinkOptions,
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
  { target, jump, identities, timeoutMs, keepalive }: Ssh2LinkOptions,
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
  return failed(unreachableFailure(target, server, reason));
}

function unreachableFailure(target: SshTarget, server: string, reason: string): ConnectionFailure {
  return { kind: 'host-unreachable', server, address: addressOf(target), reason };
}

/** The address in the failure is the jump host's instead of the server's, so the failure is marked. */
function atJumpHost(failure: ConnectionFailure): ConnectionFailure {
  if (!('address' in failure)) return failure;
  return { ...failure, atJumpHost: true };
}

function isTransient(failure: ConnectionFailure): boolean {
  return failure.kind === 'host-unreachable' && /ECONNRESET|Connection lost before handshake/.test(failure.reason);
}
