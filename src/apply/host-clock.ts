import { serverFacts, type Run } from './run.ts';

/** A moment of ours by the clock of a server, s since the epoch, as it was found to differ when facts were gathered. */
export function onHostClock(run: Run, server: string, ourMs: number): number {
  return (ourMs + serverFacts(run, server).clockOffsetMs) / 1_000;
}
