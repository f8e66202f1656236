import type { Connection } from './connection.ts';
import type { ExecOutcome, ExecRequest } from './exec-channel.ts';
import { createSemaphore } from './semaphore.ts';

/** sshd allows 10 sessions a connection (`MaxSessions`), and other users may share the limit. */
const CHANNELS_PER_CONNECTION = 4;

interface Parts {
  exec(request: ExecRequest): Promise<ExecOutcome>;
  end(): Promise<void>;
}

/** A connection that its maker takes out of use. */
export interface CountedConnection extends Connection {
  /** No command is sent any more, and what runs is left alone. */
  disable(reason: string): void;
}

/** Counts what runs on a connection, and ends it once. */
export function createCounted(parts: Parts): CountedConnection {
  const channels = createSemaphore(CHANNELS_PER_CONNECTION);
  let unusable: string | undefined;
  let active = 0;
  let retired = false;
  let ending: Promise<void> | undefined;

  const disable = (reason: string): void => {
    unusable ??= reason;
  };
  const close = (): Promise<void> => {
    disable('closed');
    ending ??= parts.end();
    return ending;
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
      try {
        return await parts.exec(request);
      } finally {
        // Else a connection that is retired would wait for a command that is over, and never close.
        active -= 1;
        closeWhenIdle();
      }
    },
    retire: (reason) => {
      disable(reason);
      retired = true;
      closeWhenIdle();
    },
    disable,
    close,
  };
}

/** A connection that its maker reports as lost. */
export interface TrackedConnection extends Connection {
  lose(reason: string): void;
}

/** A counted connection that is closed once it is lost, whoever finds that out. */
export function createTracked(parts: Parts): TrackedConnection {
  let lost: string | undefined;
  const connection = createCounted({
    ...parts,
    exec: async (request) => {
      const outcome = await parts.exec(request);
      if (outcome.kind !== 'sent' || outcome.ending.kind !== 'connection-lost') return outcome;
      // The command may know of the loss before the connection does.
      const reason = lost ?? outcome.ending.reason;
      connection.retire(reason);
      return { ...outcome, ending: { kind: 'connection-lost', reason } };
    },
  });
  return {
    ...connection,
    lose: (reason) => {
      lost ??= reason;
      connection.disable(reason);
      void connection.close();
    },
  };
}
