import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

import ssh2, { type AuthContext } from 'ssh2';

import { withGatheredWrites } from '../../remote/gathered-writes.ts';
import type { LinkFaults } from './link-faults.ts';
import type { ProgramHost } from '../host/program.ts';
import { serveExec } from './serve-exec.ts';

/** Concurrent sessions on one connection, as sshd's `MaxSessions`. */
const MOST_SESSIONS = 10;

/** One simulated host's SSH server on loopback. */
export interface RunningSshServer {
  readonly port: number;
  /** Resets every connection. New connections are accepted. */
  cut(): void;
  /** Closes the port and resets every connection. */
  stop(): Promise<void>;
}

export interface SshServerOptions {
  readonly host: ProgramHost;
  /** The host's own private key. */
  readonly hostKey: string;
  /** Users, and the only public key accepted for their login. */
  readonly users: readonly string[];
  readonly authorizedKey: string;
  /** The port of loopback behind a destination, or `undefined` for no way there. Without it nothing is forwarded. */
  readonly forwardTo?: (host: string, port: number) => number | undefined;
  readonly links: LinkFaults;
}

/** Starts a real SSH server whose commands run in the simulated host's shell. */
export async function startSshServer(options: SshServerOptions): Promise<RunningSshServer> {
  const sockets = new Set<Socket>();
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey] });
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    ssh.injectSocket(withGatheredWrites(socket));
  });
  ssh.on('connection', (connection) => serve(connection, options, cut));
  function cut(): void {
    for (const socket of sockets) cutOff(socket);
  }
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    cut,
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        cut();
      }),
  };
}

/**
 * Breaks a link at once. A link that is already ending is only closed. Node cannot reset an ending link, and would wait
 * for ever at the end of the process (measured with Node 24.21).
 */
function cutOff(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

function serve(connection: ssh2.Connection, options: SshServerOptions, cut: () => void): void {
  let user = '';
  let sessions = 0;
  const authenticate = authenticator(options.users, options.authorizedKey);
  // A client that vanishes is not our error. Everything of its connection ends with the connection.
  connection.on('error', () => {});
  connection.on('authentication', (attempt) => {
    if (authenticate(attempt)) user = attempt.username;
  });
  connection.on('session', (accept, reject) => {
    if (sessions >= MOST_SESSIONS) {
      reject();
      return;
    }
    sessions += 1;
    const session = accept();
    session.once('close', () => {
      sessions -= 1;
    });
    session.on('exec', (acceptExec, _reject, { command }) => {
      serveExec({ accept: acceptExec, line: command, user, host: options.host, links: options.links, cut });
    });
  });
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const port = options.forwardTo?.(destIP, destPort);
    if (port === undefined) reject();
    else forward(accept, reject, port);
  });
}

function forward(accept: () => ssh2.ServerChannel, reject: () => void, port: number): void {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  socket.once('error', () => {
    if (socket.pending) reject();
  });
  socket.once('connect', () => {
    const channel = accept();
    socket.on('error', () => channel.end());
    channel.on('error', () => socket.destroy());
    channel.once('close', () => socket.destroy());
    socket.pipe(channel).pipe(socket);
  });
}

/**
 * Admits a client that proves to have the key, as one of the users. No other method is offered. Returns whether the
 * client was admitted.
 */
function authenticator(users: readonly string[], authorizedKey: string): (attempt: AuthContext) => boolean {
  const allowed = ssh2.utils.parseKey(authorizedKey);
  if (allowed instanceof Error) throw allowed;
  return (attempt) => {
    if (attempt.method !== 'publickey') {
      attempt.reject(['publickey']);
      return false;
    }
    const { signature, blob, hashAlgo, key } = attempt;
    const isKnown = users.includes(attempt.username) && key.data.equals(allowed.getPublicSSH());
    // Without a signature the client only asks whether the key would be accepted. The check returns an Error where its
    // types promise only true or false.
    const verdict: unknown =
      signature === undefined || (blob !== undefined && allowed.verify(blob, signature, hashAlgo));
    const isProven = verdict === true;
    if (isKnown && isProven) attempt.accept();
    else attempt.reject(['publickey']);
    return isKnown && isProven;
  };
}

/** A key pair in OpenSSH's formats. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA...`, without a comment. */
  readonly publicKey: string;
}

/** A new ed25519 key without passphrase. */
export function newSshKeyPair(): SshKeyPair {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519');
    // About one key in 256 is malformed (measured with ssh2 1.17.0: 12 of 3,000), and no client could sign in with a
    // malformed key.
    if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey: publicKey.trim() };
  }
}
