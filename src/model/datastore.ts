import type { Bytes, Count } from './units.ts';

/**
 * The datastore of a cluster, and a server's means of asking its datastore (docs/facts/datastores.md, 1). Only etcd has members, a quorum,
 * alarms and snapshots. kine speaks etcd's own protocol over a socket and stores rows in another database.
 */

/** Where kine stores its rows. */
export type KineDatabase = 'sqlite' | 'mysql' | 'postgres' | 'nats' | 't4' | 'other';

/** Certificate files that identify a client to the datastore, as absolute paths on the server. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** One server's datastore, according to the server's configuration and files. */
export type Datastore =
  /** The engine's own etcd. `url` is the base URL of the HTTP listener of this server's member, or `undefined` without a listener. */
  | { readonly kind: 'etcd'; readonly url: string | undefined }
  /** An external etcd. The endpoints contain no part before an `@`. */
  | { readonly kind: 'external-etcd'; readonly endpoints: readonly string[]; readonly tls: TlsFiles }
  | {
      readonly kind: 'kine';
      readonly database: KineDatabase;
      /** The Unix socket on which kine listens. */
      readonly socket: string;
      /** The client's certificate files, or `undefined` if the socket speaks without TLS. */
      readonly tls: TlsFiles | undefined;
      /** The database file of SQLite, or `undefined` with any other database. */
      readonly file: string | undefined;
      /** Whether curl on this server can speak HTTP/2. Without HTTP/2 nothing on this server can ask kine. */
      readonly http2: boolean;
      /** Whether the program `sqlite3` is on this server. */
      readonly sqlite3: boolean;
    };

/** Older values of Secrets that kine's database still holds beside the current values (docs/facts/datastores.md, 3). */
export type Remnants =
  | {
      readonly kind: 'counted';
      /** Rows with a value of a Secret under a key other than the active key, or under no key. */
      readonly rows: Count;
      /** Number of these rows with an unencrypted value. */
      readonly plaintext: Count;
    }
  | RemnantsUnknown;

/** The older values were not counted. */
export interface RemnantsUnknown {
  readonly kind: 'unknown';
  readonly reason: 'no-sqlite3' | 'other-database' | 'not-answered';
}

/** The database behind kine, as far as keyturn asked the database. */
export interface DatabaseFacts {
  /** Size reported by kine, bytes, or `undefined` without a report. */
  readonly sizeBytes: Bytes | undefined;
  readonly remnants: Remnants;
}

/**
 * A member's name is a name written on its host, given at the member's creation and possibly different from the Node's name (`with-node-id`).
 * Without such a file members are named `<node>-<8 hexadecimal digits>` (k3s `pkg/etcd/etcd.go`, setName).
 */
export function isMemberOf(
  member: string,
  { etcdMember, nodeName }: { readonly etcdMember: string | undefined; readonly nodeName: string },
): boolean {
  if (etcdMember !== undefined) return member === etcdMember;
  return (
    member === nodeName ||
    (member.startsWith(`${nodeName}-`) && /^[0-9a-f]{8}$/.test(member.slice(nodeName.length + 1)))
  );
}

/** A member by its own answer. Without a quorum a member that runs is unhealthy. */
export type MemberState = 'healthy' | 'unhealthy' | 'silent';
