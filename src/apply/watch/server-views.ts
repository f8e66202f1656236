import type { StageHash } from '../../model/encryption.ts';
import type { ServerView } from '../../model/event.ts';
import type { ClusterFacts } from '../../model/facts.ts';

/** The rows of the live table. Every call returns the server's new row. */
export interface ServerViews {
  all(): readonly ServerView[];
  restarting(server: string): ServerView;
  health(server: string, health: ServerView['health']): ServerView;
  stage(server: string, stage: StageHash | undefined): ServerView;
  loaded(server: string, sha256: string): ServerView;
}

/**
 * Rows as the facts show them, before this process did anything. `restarts` counts the restarts by earlier processes of
 * the run.
 */
export function createServerViews(facts: ClusterFacts, restarts: Readonly<Record<string, number>>): ServerViews {
  const rows = new Map<string, ServerView>(
    facts.servers.map((server) => [
      server.name,
      {
        server: server.name,
        stage: server.encryption?.state,
        loadedSha256: server.apiserver?.loaded.kind === 'hash' ? server.apiserver.loaded.sha256 : undefined,
        health: server.unit.activeState === 'active' ? 'healthy' : 'unknown',
        restarts: restarts[server.name] ?? 0,
      },
    ]),
  );
  const update = (server: string, change: (row: ServerView) => Partial<ServerView>): ServerView => {
    const row = rows.get(server) ?? {
      server,
      stage: undefined,
      loadedSha256: undefined,
      health: 'unknown',
      restarts: 0,
    };
    const next = { ...row, ...change(row) };
    rows.set(server, next);
    return next;
  };
  return {
    all: () => [...rows.values()],
    restarting: (server) => update(server, (row) => ({ health: 'restarting', restarts: row.restarts + 1 })),
    health: (server, health) => update(server, () => ({ health })),
    stage: (server, stage) => update(server, () => ({ stage })),
    loaded: (server, sha256) => update(server, () => ({ loadedSha256: sha256 })),
  };
}
