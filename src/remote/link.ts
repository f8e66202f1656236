import { messageOf } from '../model/error-words.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Connection, Link, LinkUser } from './connection.ts';

/** Makes a new connection. `unreached` is the failure for a reason that the dial itself does not report. */
export interface Dialler<C extends Connection> {
  dial(user: LinkUser, signal: AbortSignal): Promise<Result<C, ConnectionFailure>>;
  unreached(server: string, reason: string): ConnectionFailure;
}

const CLOSED = 'the connections are closed';

/** Connects nothing yet. */
export function createLink<C extends Connection>(dialler: Dialler<C>): Link<C> {
  let current: C | undefined;
  let dialling: Promise<Result<C, ConnectionFailure>> | undefined;
  const closing = new AbortController();
  const { signal } = closing;

  const dial = async (user: LinkUser): Promise<Result<C, ConnectionFailure>> => {
    try {
      // Not in the caller's turn, so that even a dial that throws at once is reset after it was kept.
      await Promise.resolve();
      const dialled = await dialler.dial(user, signal);
      if (!dialled.ok) return dialled;
      current = dialled.value;
      if (signal.aborted) await current.close();
      return dialled;
    } catch (error) {
      // The system may refuse a process, a file or a socket. The host is then out of reach for now, and not for good.
      return failed(dialler.unreached(user.server, signal.aborted ? CLOSED : messageOf(error)));
    } finally {
      dialling = undefined;
    }
  };

  return {
    connection: async (user) => {
      const { server } = user;
      if (dialling === undefined) {
        const unusable = current?.unusable();
        if (current !== undefined && unusable === undefined) return success(current);
        if (signal.aborted) return failed(dialler.unreached(server, CLOSED));
        current = undefined;
        if (unusable !== undefined) user.onReconnect(unusable);
        dialling = dial(user);
      }
      const dialled = await dialling;
      // Several servers may share a jump host, so each failure names the requested server.
      return dialled.ok ? dialled : failed({ ...dialled.failure, server });
    },
    isClosed: () => signal.aborted,
    close: async () => {
      closing.abort();
      await current?.close();
      await dialling;
    },
  };
}
