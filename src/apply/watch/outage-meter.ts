import type { Outage } from '../../model/run-summary.ts';

/** Adds up how long each server's apiserver was seen not to answer, from the first refused look to the next answered one. */
export interface OutageMeter {
  /** The server's last look was refused. */
  isDown(server: string): boolean;
  seen(server: string, answered: boolean, nowMs: number): void;
  outages(nowMs: number): readonly Outage[];
  /** Asks a server beside another wait, unless a question to the same server has no answer yet. */
  lookBeside(server: string, look: () => Promise<unknown>): void;
}

export function createOutageMeter(servers: readonly string[]): OutageMeter {
  const downSince = new Map<string, number>();
  const underWay = new Set<string>();
  const periods = new Map<string, readonly Span[]>(servers.map((server) => [server, []]));
  const upTo = (server: string, nowMs: number): readonly Span[] => {
    const since = downSince.get(server);
    const before = periods.get(server) ?? [];
    return since === undefined ? before : [...before, { from: since, until: nowMs }];
  };
  const close = (server: string, nowMs: number): void => {
    periods.set(server, upTo(server, nowMs));
    downSince.delete(server);
  };
  return {
    isDown: (server) => downSince.has(server),
    seen: (server, answered, nowMs) => {
      if (answered) close(server, nowMs);
      else if (!downSince.has(server)) downSince.set(server, nowMs);
    },
    lookBeside: (server, look) => {
      if (underWay.has(server)) return;
      underWay.add(server);
      void look().finally(() => underWay.delete(server));
    },
    outages: (nowMs) => [...periods.keys()].map((server) => outageOf(server, upTo(server, nowMs))),
  };
}

interface Span {
  readonly from: number;
  readonly until: number;
}

function outageOf(server: string, spans: readonly Span[]): Outage {
  const ms = spans.reduce((total, { from, until }) => total + until - from, 0);
  if (spans.length === 0) return { server, ms };
  const instant = (at: number): string => new Date(at).toISOString();
  return { server, ms, periods: spans.map(({ from, until }) => ({ from: instant(from), until: instant(until) })) };
}
