import type { Connection } from './connection.ts';
import type { ExecOutcome, ExecRequest } from './exec-channel.ts';
import { createSemaphore } from './semaphore.ts';
import { CHANNELS_PER_CONNECTION } from './ssh-connection.ts';

/** A connection that its maker reports as lost. */
export interface TrackedConnection extends Connection {
  lose(reason: string): void;
}

/** Counts what runs on a connection, and ends it once. */
export function createTracked(parts: {
  exec(request: ExecRequest): Promise<ExecOutcome>;
  end(): Promise<void>;
}): TrackedConnection {
  const channels = createSemaphore(CHANNELS_PER_CONNECTION);
  let unusable: string | undefined;
  let lost: string | undefined;
  let active = 0;
  let retired = false;
  let ending: Promise<void> | undefined;

  const close = (): Promise<void> => {
    unusable ??= 'closed';
    ending ??= parts.end();
    return ending;
  };
  const closeWhenIdle = (): void => {
    if (retired && active === 0) void close();
  };
  const retire = (reason: string): void => {
    unusable ??= reason;
    retired = true;
    closeWhenIdle();
  };

  return {
    unusable: () => unusable,
    acquireChannel: () => channels.acquire(),
    exec: async (request) => {
      if (unusable !== undefined) return { kind: 'not-sent', full: false, reason: unusable };
      active += 1;
      let outcome: ExecOutcome;
      try {
        outcome = await parts.exec(request);
      } finally {
        // Else a connection that is retired would wait for a command that is over, and never close.
        active -= 1;
        closeWhenIdle();
      }
      if (outcome.kind !== 'sent' || outcome.ending.kind !== 'connection-lost') return outcome;
      // The command may know of the loss before the connection does.
      const reason = lost ?? outcome.ending.reason;
      retire(reason);
      return { ...outcome, ending: { kind: 'connection-lost', reason } };
    },
    retire,
    lose: (reason) => {
      lost ??= reason;
      unusable ??= reason;
      void close();
    },
    close,
  };
}
