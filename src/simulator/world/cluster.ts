import type { SimulatedDatastore } from '../../model/simulation.ts';
import type { ConfigForm } from '../engine/config-files.ts';
import type { Admission } from './admission.ts';
import type { LeaseObject, NodeObject } from './objects.ts';
import type { ServerSurroundings, SimulatedServer } from './server.ts';

/**
 * The cluster as shared by the programs and services of servers, implemented by `World`. Code that needs less takes
 * less (`Pick<SimulatedCluster, ...>`).
 */
export interface SimulatedCluster extends ServerSurroundings {
  readonly datastore: SimulatedDatastore;
  readonly configForm: ConfigForm;
  /** The servers follow the security guide of their distribution. */
  readonly hardened: boolean;
  readonly hosts: readonly SimulatedServer[];
  readonly nodes: Map<string, NodeObject>;
  readonly leases: Map<string, LeaseObject>;
  readonly admission: Admission;
  /** The datastore's copy of the credential files. */
  readonly bootstrap: Bootstrap;
  /** Names of all keys ever created. The creator of a key adds its name. */
  readonly keyNames: string[];
  /** Throws on an unknown name. */
  server(name: string): SimulatedServer;
  controlPlanes(): readonly SimulatedServer[];
  /**
   * Saves a server's credential files in the datastore. Throws `ClusterError` if the datastore does not accept the
   * files.
   */
  saveBootstrap(server: SimulatedServer): void;
  nextRevision(): string;
}

/** Named after the token's hash. A real value is sealed with the token, so any bytes will do. */
export const BOOTSTRAP_KEY = '/bootstrap/4f2a9c01d7be';

/** The copy of the credential files in the datastore, sealed by the engine. */
export interface Bootstrap {
  readonly config: string;
  readonly state: string;
  /**
   * Modification time of the encryption file on the server that saved the file. A server that takes the file sets this
   * time.
   */
  readonly savedAtMs: number;
}
