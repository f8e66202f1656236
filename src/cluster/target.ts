import type { TlsFiles } from '../model/datastore.ts';
import type { ServerFacts } from '../model/facts.ts';

/** One server's own kube-apiserver. */
export interface ApiserverTarget {
  /** For example `https://127.0.0.1:6443`. */
  readonly url: string;
  readonly dataDir: string;
}

/** The server's own apiserver. Asking for the apiserver of an etcd-only server is a bug. */
export function apiserverTarget({ name, apiserverUrl, dataDir }: ServerFacts): ApiserverTarget {
  if (apiserverUrl === undefined) throw new Error(`server ${name} has no apiserver`);
  return { url: apiserverUrl, dataDir };
}

/** An etcd that answers JSON, either a server's own member or an external endpoint. */
export interface EtcdTarget {
  readonly kind: 'etcd';
  /** Base URL of etcd's HTTP listener (measured.md 4). */
  readonly url: string;
  readonly tls: TlsFiles;
}

/** A server's own kine, which serves gRPC over a Unix socket (datastores.md 2). */
export interface KineTarget {
  readonly kind: 'kine';
  readonly socket: string;
  /** `undefined` means no TLS. */
  readonly tls: TlsFiles | undefined;
}

/** Where Secrets are counted, for any kind of datastore. */
export type DatastoreTarget = EtcdTarget | KineTarget;

/** Certificates of the engine's own components for its etcd, or for a kine with TLS. */
export function engineEtcdFiles(dataDir: string): TlsFiles {
  const tls = `${dataDir}/server/tls/etcd`;
  return { ca: `${tls}/server-ca.crt`, cert: `${tls}/client.crt`, key: `${tls}/client.key` };
}
