import type { Clock } from '../../model/clock.ts';
import type { StepId } from '../../model/step.ts';

/** What this process knows of its own restart requests. A resumed process begins with an empty log. */
export interface RestartLog {
  /** A restart step begins now. */
  began(step: StepId): void;
  /** The heartbeat of a server's Node just before its restart. */
  heartbeatSeen(server: string, heartbeatAt: string | undefined): void;
  /** The restart of this step is about to be requested, rather than found done. */
  sent(step: StepId): void;
  /** The time since a step began, ms. 0 for a step that began in an earlier process. */
  durationOf(step: StepId): number;
  wasSent(step: StepId): boolean;
  /** The whole cluster was seen well, at `at` of the clock, before a server is taken out. */
  clusterSeenWell(server: string, at: number): void;
  /** The time since the whole cluster was last seen well, ms. `undefined` where it was not. */
  sinceClusterSeenWell(server: string): number | undefined;
  /** `undefined` where this process did not restart the server. */
  heartbeatBefore(server: string): string | undefined;
}

export function createRestartLog(clock: Pick<Clock, 'now'>): RestartLog {
  const begun = new Map<StepId, number>();
  const heartbeats = new Map<string, string | undefined>();
  const asked = new Set<StepId>();
  const clusterSeen = new Map<string, number>();
  return {
    began: (step) => void begun.set(step, clock.now()),
    heartbeatSeen: (server, heartbeatAt) => void heartbeats.set(server, heartbeatAt),
    sent: (step) => void asked.add(step),
    durationOf: (step) => {
      const now = clock.now();
      return now - (begun.get(step) ?? now);
    },
    wasSent: (step) => asked.has(step),
    clusterSeenWell: (server, at) => void clusterSeen.set(server, at),
    sinceClusterSeenWell: (server) => {
      const at = clusterSeen.get(server);
      return at === undefined ? undefined : clock.now() - at;
    },
    heartbeatBefore: (server) => heartbeats.get(server),
  };
}
