import type { AddressInfo, Socket } from 'node:net';
import { createConnection } from 'node:net';
import { timingSafeEqual } from 'node:crypto';

import ssh2, { type Connection, type ServerChannel, type Session } from 'ssh2';

import type { ProgramHost } from './program.ts';
import { runLine } from './shell/run-line.ts';
import { inputOf } from './shell/streams.ts';

/** One simulated host's SSH server on loopback. */
export interface RunningSshServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface SshServerOptions {
  readonly host: ProgramHost;
  /** The host's own private key. */
  readonly hostKey: string;
  /** Users and the one public key that lets them in. */
  readonly users: readonly string[];
  readonly authorizedKey: string;
  /** Ports to which a connection may be forwarded: the other simulated hosts'. */
  readonly mayForwardTo: (port: number) => boolean;
}

/** Starts a real SSH server whose commands run in the simulated host's shell. */
export async function startSshServer(options: SshServerOptions): Promise<RunningSshServer> {
  const sockets = new Set<Socket>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey] }, (connection) => serve(connection, options));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const inner = (
    server as unknown as { readonly _srv: { on(event: 'connection', listener: (socket: Socket) => void): void } }
  )._srv;
  inner.on('connection', (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(connection: Connection, options: SshServerOptions): void {
  const allowed = ssh2.utils.parseKey(options.authorizedKey);
  if (allowed instanceof Error) throw allowed;
  let user = '';
  connection.on('error', () => {});
  connection.on('authentication', (attempt) => {
    const isAllowed =
      attempt.method === 'publickey' &&
      options.users.includes(attempt.username) &&
      sameBytes(attempt.key.data, allowed.getPublicSSH()) &&
      (attempt.signature === undefined ||
        attempt.blob === undefined ||
        allowed.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true);
    if (!isAllowed) return attempt.reject(['publickey']);
    user = attempt.username;
    attempt.accept();
  });
  connection.on('session', (accept) => serveSession(accept(), () => user, options.host));
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (destIP !== '127.0.0.1' || !options.mayForwardTo(destPort)) return void reject?.();
    const channel = accept?.();
    if (channel === undefined) return;
    const socket = createConnection(destPort, destIP);
    socket.on('error', () => channel.destroy());
    channel.on('error', () => socket.destroy());
    channel.on('close', () => socket.destroy());
    socket.pipe(channel).pipe(socket);
  });
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function serveSession(session: Session, user: () => string, host: ProgramHost): void {
  session.on('exec', (accept, _reject, { command }) => {
    const channel = accept();
    host.recordLine(command, user());
    void serveLine(channel, { line: command, user: user(), host });
  });
}

async function serveLine(
  channel: ServerChannel,
  { line, user, host }: { readonly line: string; readonly user: string; readonly host: ProgramHost },
): Promise<void> {
  const gone = new AbortController();
  channel.on('close', () => gone.abort());
  channel.on('error', () => gone.abort());
  const stdin = await readAll(channel);
  const result = await runLine(host, line, { user, stdin: inputOf(stdin), signal: gone.signal });
  if (gone.signal.aborted) return;
  if (result.stderr !== '') channel.stderr.write(result.stderr);
  channel.write(result.stdout, () => {
    channel.exit(result.exitCode);
    channel.end();
  });
}

function readAll(channel: ServerChannel): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    channel.on('data', (chunk: Buffer) => chunks.push(chunk));
    channel.once('end', () => resolve(Buffer.concat(chunks)));
    channel.once('close', () => resolve(Buffer.concat(chunks)));
  });
}
