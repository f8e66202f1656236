import type { DatabaseCopy } from '../../cluster/sqlite-copy.ts';
import type { EngineTarget } from '../../engine/target.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ServerFacts } from '../../model/facts.ts';

/** The target for questions to the engine of a server. */
export function engineTarget(distribution: Distribution, server: ServerFacts): EngineTarget {
  const { unit, dataDir, supervisorUrl } = server;
  return { distribution, binary: unit.binary, dataDir, supervisorUrl };
}

/** A copy of the file in which a server's kine keeps everything. A server without the file is a bug. */
export function databaseCopy({ name: server, datastore }: ServerFacts, name: string): DatabaseCopy {
  if (datastore.kind !== 'kine' || datastore.file === undefined)
    throw new Error(`server ${server} has no database file`);
  return { file: datastore.file, name };
}
