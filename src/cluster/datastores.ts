import type { Datastore } from '../model/datastore.ts';
import type { ServerFacts } from '../model/facts.ts';
import { unreachable } from '../model/unreachable.ts';
import { engineEtcdFiles, type DatastoreTarget } from './target.ts';

/** A datastore, and the server used to query the datastore. */
export interface AskedDatastore {
  readonly server: ServerFacts;
  readonly target: DatastoreTarget;
}

/** Every way to the datastore, in inventory order. A question about the whole store can go any way. */
export function datastoresOf(servers: readonly ServerFacts[]): readonly AskedDatastore[] {
  return servers.flatMap((server) => targetsOf(server.datastore, server.dataDir).map((target) => ({ server, target })));
}

function targetsOf(datastore: Datastore, dataDir: string): readonly DatastoreTarget[] {
  switch (datastore.kind) {
    case 'etcd':
      return datastore.url === undefined ? [] : [{ kind: 'etcd', url: datastore.url, tls: engineEtcdFiles(dataDir) }];
    case 'external-etcd':
      return datastore.endpoints.map((url) => ({ kind: 'etcd', url, tls: datastore.tls }));
    case 'kine':
      return [{ kind: 'kine', socket: datastore.socket, tls: datastore.tls }];
    default:
      return unreachable(datastore);
  }
}
