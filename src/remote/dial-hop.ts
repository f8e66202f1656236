import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

import { Client } from 'ssh2';

import type { SshTarget } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import { timerMs } from '../model/clock.ts';
import { addressOf } from '../model/address.ts';
import { algorithmsFor } from './algorithms.ts';
import { authenticationHandler } from './authentication.ts';
import { withGatheredWrites } from './gathered-writes.ts';
import { createHostKeyGate } from './host-key-gate.ts';
import { recordedKeyTypes, nameInKnownHosts } from './host-keys/verify-host-key.ts';
import { readKnownHosts } from './host-keys/read-known-hosts.ts';
import type { Identities } from './identity.ts';
import { keysToTry } from './keys-to-try.ts';
import { messageOf } from '../model/error-words.ts';

/** One hop to a host, either direct or through a stream forwarded by a jump host. */
export interface HopOptions {
  /** Name of the server the hop is for. */
  readonly server: string;
  readonly target: SshTarget;
  readonly identities: Identities;
  /** From the first packet to being signed in, ms. */
  readonly timeoutMs: number;
  /** The default is `KEEPALIVE`. */
  readonly keepalive: Keepalive | undefined;
  readonly stream: Duplex | undefined;
  /** Aborts the attempt at once. */
  readonly signal: AbortSignal;
}

/** A signed-in client and its socket. Destroying the socket ends the connection at once. */
export interface Hop {
  readonly client: Client;
  readonly socket: Duplex;
}

/** How a connection tests whether the far end still answers. */
export interface Keepalive {
  readonly intervalMs: number;
  /** Number of unanswered keepalives allowed. The connection is given up when the next keepalive is due. */
  readonly unanswered: number;
}

/** With three missed answers at 10 s a dead link is noticed within 40 s. ssh2's default is never (ssh2 1.17). */
export const KEEPALIVE: Keepalive = { intervalMs: 10_000, unanswered: 3 };

interface ClientError extends Error {
  readonly level?: string;
}

/**
 * Connects and signs in. Problems with the host key, the identity and the authentication are separate failures. After
 * any failure no socket stays open.
 */
export async function dialHop(options: HopOptions): Promise<Result<Hop, ConnectionFailure>> {
  const { server, target, identities, keepalive = KEEPALIVE } = options;
  const known = await readKnownHosts(target.knownHosts, { mayBeMissing: target.knownHostsMayBeMissing });
  if (!known.ok) return closing(options, { kind: 'known-hosts-unreadable', server, ...known.failure });
  const { offers, sources, unusable } = await keysToTry(target, identities);
  if (unusable !== undefined) return closing(options, { kind: 'identity-unreadable', server, ...unusable });
  const gate = createHostKeyGate({ server, target, entries: known.value });
  const socket = options.stream ?? withGatheredWrites(connect({ host: target.host, port: target.port, noDelay: true }));
  const client = new Client();
  const error = await untilReady(client, options, () => {
    client.connect({
      sock: socket,
      username: target.user,
      readyTimeout: 0,
      hostVerifier: gate.verifier,
      authHandler: authenticationHandler({ user: target.user, offers, agent: target.agent }),
      algorithms: algorithmsFor(recordedKeyTypes({ entries: known.value, ...nameInKnownHosts(target) })),
      keepaliveInterval: keepalive.intervalMs,
      keepaliveCountMax: keepalive.unanswered,
    });
  });
  // `close` follows every later error and is the event that counts. Without a listener an error would end the process.
  client.on('error', () => {});
  if (error === undefined) return success({ client, socket });
  socket.destroy();
  const refusal = gate.refusal();
  if (refusal !== undefined) return failed(refusal);
  const address = addressOf(target);
  if (isAuthenticationError(error)) {
    return failed({ kind: 'authentication-failed', server, address, user: target.user, sources });
  }
  return failed({ kind: 'host-unreachable', server, address, reason: messageOf(error) });
}

function closing(options: HopOptions, failure: ConnectionFailure): Result<never, ConnectionFailure> {
  options.stream?.destroy();
  return failed(failure);
}

/** `undefined` when the client is ready. ssh2's own time-out does not cover sign-in in all states. */
async function untilReady(
  client: Client,
  { timeoutMs, signal }: HopOptions,
  start: () => void,
): Promise<ClientError | undefined> {
  const { promise, resolve } = Promise.withResolvers<ClientError | undefined>();
  const timer = setTimeout(() => resolve(new Error(`no SSH session after ${timeoutMs} ms`)), timerMs(timeoutMs));
  const onError = (error: ClientError): void => {
    // An agent without an answer is one failed method, and the next method is tried.
    if (error.level !== 'agent') resolve(error);
  };
  // The far end may close without an error, especially behind a jump host.
  const onClose = (): void => resolve(new Error('connection closed before the SSH session was ready'));
  const onAbort = (): void => resolve(new Error('the connections are closed'));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  client
    .on('ready', () => resolve(undefined))
    .on('error', onError)
    .on('close', onClose);
  try {
    start();
  } catch (error) {
    resolve(error instanceof Error ? error : new Error(String(error)));
  }
  const outcome = await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  client.off('close', onClose);
  return outcome;
}

function isAuthenticationError({ level, message }: ClientError): boolean {
  // sshd ends the connection itself after MaxAuthTries.
  return level === 'client-authentication' || /too many authentication failures/i.test(message);
}
