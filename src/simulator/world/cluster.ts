import type { SimulatedDatastore } from '../../model/simulated-datastore.ts';
import type { ConfigForm } from '../engine/config-files.ts';
import type { Admission } from './admission.ts';
import type { Bootstrap } from './bootstrap.ts';
import type { LeaseObject, NodeObject } from './objects.ts';
import type { ServerSurroundings, SimulatedServer } from './server.ts';

/**
 * What the programs and services of servers share: the cluster as they see it. `World` is one. Who needs less of it says so
 * (`Pick<SimulatedCluster, ...>`).
 */
export interface SimulatedCluster extends ServerSurroundings {
  readonly datastore: SimulatedDatastore;
  readonly configForm: ConfigForm;
  readonly hosts: readonly SimulatedServer[];
  readonly nodes: Map<string, NodeObject>;
  readonly leases: Map<string, LeaseObject>;
  readonly admission: Admission;
  /** The datastore's copy of the credential files. */
  readonly bootstrap: Bootstrap;
  /** Names of all keys there ever were; who makes one adds it. */
  readonly keyNames: string[];
  /** Throws where there is no server by this name. */
  server(name: string): SimulatedServer;
  controlPlanes(): readonly SimulatedServer[];
  /** Saves a server's credential files in the datastore. Throws `ClusterError` where the datastore does not take them. */
  saveBootstrap(server: SimulatedServer): void;
  nextRevision(): string;
}
