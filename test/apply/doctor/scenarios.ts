import type { Scenario } from './scenario.ts';
import { CLUSTER_SCENARIOS } from './scenarios/cluster.ts';
import { KEYS_SCENARIOS } from './scenarios/keys.ts';
import { SERVERS_SCENARIOS } from './scenarios/servers.ts';

/** A scenario for each signature, and more where a signature has several ways to come. */
export const SCENARIOS: readonly Scenario[] = [...KEYS_SCENARIOS, ...SERVERS_SCENARIOS, ...CLUSTER_SCENARIOS];
