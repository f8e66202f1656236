import type { ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Connection, Link, LinkUser } from './connection.ts';

/** Makes a new connection. `closed` is the failure of a link that is closed. */
export interface Dialler<C extends Connection> {
  dial(user: LinkUser, signal: AbortSignal): Promise<Result<C, ConnectionFailure>>;
  closed(server: string): ConnectionFailure;
}

/** Connects nothing yet. */
export function createLink<C extends Connection>(dialler: Dialler<C>): Link<C> {
  let current: C | undefined;
  let dialling: Promise<Result<C, ConnectionFailure>> | undefined;
  const closing = new AbortController();
  const { signal } = closing;

  const dial = async (user: LinkUser): Promise<Result<C, ConnectionFailure>> => {
    const dialled = await dialler.dial(user, signal);
    dialling = undefined;
    if (!dialled.ok) return dialled;
    current = dialled.value;
    if (signal.aborted) await current.close();
    return dialled;
  };

  return {
    connection: async (user) => {
      const { server } = user;
      if (dialling === undefined) {
        const unusable = current?.unusable();
        if (current !== undefined && unusable === undefined) return success(current);
        if (signal.aborted) return failed(dialler.closed(server));
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
