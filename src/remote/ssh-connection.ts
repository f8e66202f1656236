import type { Duplex } from 'node:stream';

import { failed, success, type Result } from '../model/result.ts';
import type { Hop } from './dial-hop.ts';
import type { Connection } from './connection.ts';
import { execOnChannel } from './exec-channel.ts';
import { messageOf } from '../model/error-words.ts';
import { createCounted } from './tracked-connection.ts';

/** One signed-in connection of keyturn's own SSH client. */
export interface SshConnection extends Connection {
  /** A stream to another host, for the next hop. */
  forward(to: { readonly host: string; readonly port: number }): Promise<Result<Duplex, string>>;
}

/** How long the far end may take to acknowledge the end. */
const CLOSING_MS = 500;

/** Tracks a freshly dialled hop. */
export function createSshConnection({ client, socket }: Hop): SshConnection {
  let lost: string | undefined;
  const closed = Promise.withResolvers<void>();
  const connection = createCounted({
    exec: (request) => execOnChannel(client, request, () => lost),
    end: async () => {
      client.end();
      const timer = setTimeout(closed.resolve, lost === undefined ? CLOSING_MS : 0);
      await closed.promise;
      clearTimeout(timer);
      socket.destroy();
    },
  });

  const lose = (reason: string): void => {
    lost ??= reason;
    connection.disable(reason);
  };
  client.on('error', (error) => lose(messageOf(error)));
  client.on('end', () => lose('connection ended by the server'));
  client.on('close', () => {
    lose('connection closed');
    closed.resolve();
    socket.destroy();
  });

  return {
    ...connection,
    forward: ({ host, port }) =>
      new Promise((resolve) => {
        try {
          client.forwardOut('127.0.0.1', 0, host, port, (error, stream: Duplex | undefined) => {
            if (stream === undefined) resolve(failed(error === undefined ? 'no channel' : error.message));
            else resolve(success(stream));
          });
        } catch (error) {
          resolve(failed(messageOf(error)));
        }
      }),
  };
}
