import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';

import type { ProgramHost } from '../host/program.ts';
import { runLine } from '../host/shell/run-line.ts';
import { inputOf } from '../host/shell/streams.ts';

/** The program that sshd starts for each line, and what runs it. */
export const BRIDGE_CLIENT = ['perl', join(import.meta.dirname, 'sshd-bridge.pl')];

const FIELDS_BEFORE_INPUT = 3;
const NUL = 0;

/**
 * Runs lines that arrive through a real sshd in the simulated hosts. `sshd-bridge.pl` connects to the unix socket for
 * each line, sends host, user, line and input, each ended by a zero byte except the last one, and half closes. The
 * answer is one line with the exit code and the length of stderr, then stderr, then stdout.
 */
export async function startSshdBridge(options: {
  readonly path: string;
  readonly hosts: readonly ProgramHost[];
}): Promise<AsyncDisposable> {
  const { path, hosts } = options;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    void serve(hosts, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function serve(hosts: readonly ProgramHost[], socket: Socket): Promise<void> {
  const { texts, input } = fieldsOf(await received(socket));
  const [name, user = '', line = ''] = texts;
  const host = hosts.find((each) => each.name === name);
  if (host === undefined) {
    socket.destroy();
    return;
  }
  host.recordLine(line, user);
  const { exitCode, stdout, stderr } = await runLine(host, line, { user, stdin: inputOf(input) });
  const errors = Buffer.from(stderr);
  socket.end(Buffer.concat([Buffer.from(`${exitCode} ${errors.length}\n`), errors, stdout]));
}

/** Everything until the far end half closes. An iterator would close the socket with its end. */
function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => socket.once('end', () => resolve(Buffer.concat(chunks))));
}

function fieldsOf(request: Buffer): { readonly texts: readonly string[]; readonly input: Buffer } {
  const texts: string[] = [];
  let input = request;
  while (texts.length < FIELDS_BEFORE_INPUT) {
    const end = input.indexOf(NUL);
    if (end < 0) throw new Error('a request without its fields');
    texts.push(input.toString('utf8', 0, end));
    input = input.subarray(end + 1);
  }
  return { texts, input };
}
