import type { Bytes, Count } from './units.ts';
/**
 * What a cluster keeps its objects in, and how a server asks for it on itself (docs/facts/datastores.md, 1). Only etcd has members, a
 * quorum, alarms and snapshots; kine speaks etcd's own protocol over a socket and stores rows in another database.
 */

/** Where kine stores its rows. */
export type KineDatabase = 'sqlite' | 'mysql' | 'postgres' | 'nats' | 't4' | 'other';

/** Certificate files by which a client of the datastore shows who it is; absolute paths on the server. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** One server's datastore, as its configuration and its files say. */
export type Datastore =
  /** The engine's own etcd. `url`: base URL of the HTTP listener of this server's member; `undefined` where it has none. */
  | { readonly kind: 'etcd'; readonly url: string | undefined }
  /** An etcd that somebody else runs. Nothing before an `@` is in its endpoints. */
  | { readonly kind: 'external-etcd'; readonly endpoints: readonly string[]; readonly tls: TlsFiles }
  | {
      readonly kind: 'kine';
      readonly database: KineDatabase;
      /** The Unix socket on which kine listens. */
      readonly socket: string;
      /** `undefined`: the socket speaks without TLS. */
      readonly tls: TlsFiles | undefined;
      /** The database file of SQLite; `undefined` with any other database. */
      readonly file: string | undefined;
      /** curl on this server can speak HTTP/2: without it nobody can ask kine. */
      readonly http2: boolean;
      /** The program `sqlite3` is on this server. */
      readonly sqlite3: boolean;
    };

/** Older values of Secrets that kine's database still holds beside the current ones (docs/facts/datastores.md, 3). */
export type Remnants =
  | {
      readonly kind: 'counted';
      /** Rows that hold a value of a Secret under another key than the active one, or under none. */
      readonly rows: Count;
      /** Those of them that hold one which is not encrypted. */
      readonly plaintext: Count;
    }
  | RemnantsUnknown;

/** The older values were not counted. */
export interface RemnantsUnknown {
  readonly kind: 'unknown';
  readonly reason: 'no-sqlite3' | 'other-database' | 'not-answered';
}

/** The database behind kine, as far as it was asked. */
export interface DatabaseFacts {
  /** As kine tells it, bytes; `undefined`: it does not. */
  readonly sizeBytes: Bytes | undefined;
  readonly remnants: Remnants;
}
