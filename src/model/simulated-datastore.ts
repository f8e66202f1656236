/** The datastores of a simulated cluster. */
export const SIMULATED_DATASTORES = {
  etcd: "the engine's own etcd",
  sqlite: 'kine with SQLite: one server alone',
  'external-etcd': 'an etcd of three members elsewhere',
  'kine-sql': 'kine with MySQL, the same for all servers',
} as const;

export type SimulatedDatastore = keyof typeof SIMULATED_DATASTORES;
