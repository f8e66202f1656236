import type { Duplex } from 'node:stream';

import { failed, success, type Result } from '../model/result.ts';
import type { Hop } from './dial-hop.ts';
import type { Connection } from './connection.ts';
import { execOnChannel } from './exec-channel.ts';
import { messageOf } from '../model/error-words.ts';
import { createSemaphore } from './semaphore.ts';

/** One signed-in connection of keyturn's own SSH client. */
export interface SshConnection extends Connection {
  /** A stream to another host, for the next hop. */
  forward(to: { readonly host: string; readonly port: number }): Promise<Result<Duplex, string>>;
}

/** sshd allows 10 sessions a connection (`MaxSessions`), and other users may share the limit. */
export const CHANNELS_PER_CONNECTION = 4;

/** How long the far end may take to acknowledge the end. */
const CLOSING_MS = 500;

/** Tracks a freshly dialled hop. */
export function createSshConnection({ client, socket }: Hop): SshConnection {
  const channels = createSemaphore(CHANNELS_PER_CONNECTION);
  let unusable: string | undefined;
  let lost: string | undefined;
  let active = 0;
  let retired = false;
  const closed = Promise.withResolvers<void>();

  const lose = (reason: string): void => {
    lost ??= reason;
    unusable ??= reason;
  };
  client.on('error', (error) => lose(messageOf(error)));
  client.on('end', () => lose('connection ended by the server'));
  client.on('close', () => {
    lose('connection closed');
    closed.resolve();
    socket.destroy();
  });

  const close = async (): Promise<void> => {
    unusable ??= 'closed';
    client.end();
    const timer = setTimeout(closed.resolve, lost === undefined ? CLOSING_MS : 0);
    await closed.promise;
    clearTimeout(timer);
    socket.destroy();
  };
  const closeWhenIdle = (): void => {
    if (retired && active === 0) void close();
  };

  return {
    unusable: () => unusable,
    acquireChannel: () => channels.acquire(),
    exec: async (request) => {
      if (unusable !== undefined) return { kind: 'not-sent', full: false, reason: unusable };
      active += 1;
      const outcome = await execOnChannel(client, request, () => lost);
      active -= 1;
      closeWhenIdle();
      return outcome;
    },
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
    retire: (reason) => {
      unusable ??= reason;
      retired = true;
      closeWhenIdle();
    },
    close,
  };
}
