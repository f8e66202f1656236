import type { Outage } from '../../model/run-summary.ts';

/** Adds up how long each server's apiserver was seen not to answer, from the first refused look to the next answered one. */
export interface OutageMeter {
  /** The server's last look was refused. */
  isDown(server: string): boolean;
  seen(server: string, answered: boolean, nowMs: number): void;
  outages(nowMs: number): readonly Outage[];
}

export function createOutageMeter(servers: readonly string[]): OutageMeter {
  const downSince = new Map<string, number>();
  const totals = new Map<string, number>(servers.map((server) => [server, 0]));
  const close = (server: string, nowMs: number): void => {
    const since = downSince.get(server);
    if (since === undefined) return;
    totals.set(server, (totals.get(server) ?? 0) + nowMs - since);
    downSince.delete(server);
  };
  return {
    isDown: (server) => downSince.has(server),
    seen: (server, answered, nowMs) => {
      if (answered) close(server, nowMs);
      else if (!downSince.has(server)) downSince.set(server, nowMs);
    },
    outages: (nowMs) =>
      [...totals].map(([server, ms]) => ({ server, ms: ms + nowMs - (downSince.get(server) ?? nowMs) })),
  };
}
