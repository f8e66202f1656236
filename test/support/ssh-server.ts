import { connect, type AddressInfo, type Socket } from 'node:net';

import ssh2, { type Connection, type ServerChannel } from 'ssh2';

/** What a scripted command may do with its channel. */
interface ScriptedSession {
  readonly line: string;
  /** Accepts the request, as a server does that starts the command. */
  readonly accept: () => ServerChannel;
  /** Resets the TCP connection. */
  readonly reset: () => void;
}

export type Reply = (session: ScriptedSession) => void;

export interface SshServerOptions {
  /** Private keys in OpenSSH format, offered in this order of preference by the client. */
  readonly hostKeys: readonly string[];
  /** Public keys that may sign in, in authorized_keys form. */
  readonly authorized: readonly string[];
  /** Replies by exact line. A line that is not here ends with 127 and is kept in `unscripted`. */
  readonly script?: Readonly<Record<string, Reply>>;
  /** Replies to each line that is not in the script. */
  readonly otherwise?: Reply;
  /** Sessions at once on one connection, as sshd's `MaxSessions`. */
  readonly maxSessions?: number;
  /** Whether it forwards to other hosts. */
  readonly forwards?: boolean;
}

export interface ScriptedSshServer extends AsyncDisposable {
  readonly port: number;
  /** Lines received, in order. */
  readonly received: readonly string[];
  readonly unscripted: readonly string[];
  /** Connections that signed in, so far. */
  readonly signedIn: () => number;
  /** TCP connections so far. */
  readonly accepted: () => number;
  readonly openConnections: () => number;
  readonly mostSessions: () => number;
  /** Public keys offered for signing in, in order, as base64. */
  readonly offeredKeys: readonly string[];
  /** Changes the session keys of every connection. */
  readonly rekey: () => Promise<void>;
  /** Resets every TCP connection. */
  readonly resetAll: () => void;
  /** Reads nothing more from the connections there are: they stay open, and nobody answers. */
  readonly fallSilent: () => void;
  /** Ends every TCP connection in good order. */
  readonly endAll: () => void;
}

/** An SSH server in this process, on a free port of 127.0.0.1, that knows exactly the commands of its script. */
export async function startSshServer(options: SshServerOptions): Promise<ScriptedSshServer> {
  const received: string[] = [];
  const unscripted: string[] = [];
  const offeredKeys: string[] = [];
  const connections = new Set<Connection>();
  const sockets = new Set<Socket>();
  // They never see their end: it is not for the server to wait for it.
  const silent = new Set<Socket>();
  let signedIn = 0;
  let accepted = 0;
  let mostSessions = 0;

  const server = new ssh2.Server({ hostKeys: [...options.hostKeys] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => {});
    connection.on('close', () => connections.delete(connection));
    serveSignIn(connection, options.authorized, offeredKeys);
    connection.on('ready', () => {
      signedIn += 1;
    });
    let sessions = 0;
    connection.on('session', (accept, reject) => {
      if (sessions >= (options.maxSessions ?? 10)) {
        reject();
        return;
      }
      sessions += 1;
      mostSessions = Math.max(mostSessions, sessions);
      const session = accept();
      session.on('close', () => {
        sessions -= 1;
      });
      session.on('exec', (acceptExec, _reject, { command: line }) => {
        received.push(line);
        const reply = options.script?.[line] ?? options.otherwise;
        if (reply === undefined) unscripted.push(line);
        (reply ?? exit(127, { stderr: `${line}: not in the script\n` }))({
          line,
          accept: acceptExec,
          reset: () => socketOf(connection).resetAndDestroy(),
        });
      });
    });
    if (options.forwards === true) serveForwarding(connection, sockets);
  });
  // `Server` of ssh2 passes net.Server's events on, under its own name for connections.
  (server as unknown as { readonly _srv: { on(event: string, listener: (socket: Socket) => void): void } })._srv.on(
    'connection',
    (socket) => {
      accepted += 1;
      sockets.add(socket);
      // As sshd does. Without it each answer waits 40 ms for the client's delayed acknowledgement.
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    received,
    unscripted,
    offeredKeys,
    signedIn: () => signedIn,
    accepted: () => accepted,
    openConnections: () => sockets.size,
    mostSessions: () => mostSessions,
    rekey: async () => {
      await Promise.all([...connections].map((each) => new Promise<void>((resolve) => each.rekey(resolve))));
    },
    resetAll: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    fallSilent: () => {
      for (const socket of sockets) {
        socket.pause();
        sockets.delete(socket);
        silent.add(socket);
      }
    },
    endAll: () => {
      for (const socket of sockets) socket.end();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of [...sockets, ...silent]) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function serveSignIn(connection: Connection, authorized: readonly string[], offered: string[]): void {
  const keys = authorized.map((text) => {
    const key = ssh2.utils.parseKey(text);
    if (key instanceof Error) throw key;
    return key;
  });
  connection.on('authentication', (context) => {
    if (context.method !== 'publickey') {
      context.reject(['publickey']);
      return;
    }
    const { data } = context.key;
    if (context.signature === undefined) offered.push(data.toString('base64'));
    const key = keys.find((each) => each.getPublicSSH().equals(data));
    const { blob, signature, hashAlgo } = context;
    const proven =
      signature === undefined || (blob !== undefined && key?.verify(blob, signature, hashAlgo ?? '') === true);
    if (key !== undefined && proven) context.accept();
    else context.reject(['publickey']);
  });
}

function serveForwarding(connection: Connection, sockets: Set<Socket>): void {
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const socket = connect(destPort, destIP);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {
      if (socket.pending) reject();
    });
    socket.on('connect', () => {
      const channel = accept();
      channel.on('error', () => {});
      channel.pipe(socket).pipe(channel);
    });
  });
}

function socketOf(connection: Connection): Socket {
  return (connection as unknown as { readonly _sock: Socket })._sock;
}

/** Ends with an exit code, after output. */
export function exit(
  code: number,
  { stdout = '', stderr = '' }: { readonly stdout?: string | Buffer; readonly stderr?: string } = {},
): Reply {
  return ({ accept }) => {
    const channel = accept();
    channel.stderr.write(stderr);
    channel.write(stdout, () => {
      channel.exit(code);
      channel.end();
    });
  };
}

/** Ends as by a signal, without the `SIG`. */
export function killedBy(signal: string): Reply {
  return ({ accept }) => {
    const channel = accept();
    (channel.exit as (signal: string, dumped: boolean, message: string) => void)(signal, false, '');
    channel.end();
  };
}

/** Sends the same packet again and again, and never ends. */
export function endless(packet: Buffer): Reply {
  return ({ accept }) => {
    const channel = accept();
    channel.on('error', () => {});
    const more = (): void => {
      // Each write is a packet of SSH. Others, too, have their turn before the next one.
      if (!channel.destroyed && channel.writable) channel.write(packet, () => setImmediate(more));
    };
    more();
  };
}

/** Answers with what it is sent on standard input. */
export const echoStdin: Reply = ({ accept }) => {
  const channel = accept();
  const chunks: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => chunks.push(chunk));
  channel.on('end', () => {
    channel.write(Buffer.concat(chunks), () => {
      channel.exit(0);
      channel.end();
    });
  });
};
