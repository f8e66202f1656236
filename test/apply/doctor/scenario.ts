import type { KnownSignatureId } from '../../../src/plan/signatures.ts';
import type { World, WorldOptions } from '../../../src/simulator/world/world.ts';
import type { Surroundings } from './examine-world.ts';

/** A state of a simulated cluster, and the one diagnosis of it. */
export interface Scenario {
  readonly id: KnownSignatureId;
  readonly given: string;
  /** The servers that the diagnosis names. */
  readonly servers: readonly string[];
  readonly options?: Partial<WorldOptions>;
  readonly surroundings?: Surroundings;
  readonly happens?: (world: World) => void | Promise<void>;
}
