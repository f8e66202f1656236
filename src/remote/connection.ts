import type { Clock } from '../model/clock.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import type { Result } from '../model/result.ts';
import type { ExecOutcome, ExecRequest } from './exec-channel.ts';

/** A way to run lines on one host, by whatever transport. */
export interface Connection {
  /** The reason against using the connection, or `undefined` while usable. */
  readonly unusable: () => string | undefined;
  /** A place for one more command, to be given back when the command is over. */
  readonly acquireChannel: () => Promise<() => void>;
  exec(request: ExecRequest): Promise<ExecOutcome>;
  /** Takes the connection out of use. The connection closes when its last command is over. */
  retire(reason: string): void;
  /** Ends the connection. Resolves when closed, at the latest after about a second. */
  close(): Promise<void>;
}

/** The user of a connection, and the listener for a reconnect. */
export interface LinkUser {
  readonly server: string;
  readonly clock: Clock;
  readonly onReconnect: (reason: string) => void;
}

/** The way to one host, with at most one connection at a time, made on demand. */
export interface Link<C extends Connection = Connection> {
  /** The connection in use, or a new connection. Simultaneous callers share one dial. A failed dial is not kept. */
  connection(user: LinkUser): Promise<Result<C, ConnectionFailure>>;
  close(): Promise<void>;
  /** Whether the way was closed for good. */
  isClosed(): boolean;
}
