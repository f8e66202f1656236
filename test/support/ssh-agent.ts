import { createServer, type Socket } from 'node:net';

import ssh2, { type ParsedKey } from 'ssh2';

export interface TestAgent extends AsyncDisposable {
  readonly socket: string;
}

/** An SSH agent in this process that holds these private keys. */
export async function startSshAgent(socket: string, privateKeys: readonly string[]): Promise<TestAgent> {
  const keys = privateKeys.map((text): ParsedKey => {
    const parsed = ssh2.utils.parseKey(text);
    const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
    if (key instanceof Error) throw key;
    return key;
  });
  const sockets = new Set<Socket>();
  const server = createServer((stream) => {
    sockets.add(stream);
    stream.on('error', () => {});
    stream.on('close', () => sockets.delete(stream));
    const protocol = new ssh2.AgentProtocol(false);
    protocol.on('error', () => {});
    protocol.on('identities', (request) => protocol.getIdentitiesReply(request, keys));
    protocol.on('sign', (request, wanted, data) => {
      const key = keys.find((each) => each.getPublicSSH().equals(wanted.getPublicSSH()));
      if (key === undefined) protocol.failureReply(request);
      else protocol.signReply(request, key.sign(data));
    });
    stream.pipe(protocol).pipe(stream);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      for (const stream of sockets) stream.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
