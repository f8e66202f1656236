import { setTimeout as delay } from 'node:timers/promises';

import { type Clock, timerMs } from '../model/clock.ts';

const startedAt = Date.now() - performance.now();

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => startedAt + performance.now(),
  wall: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(timerMs(ms), undefined, signal === undefined ? {} : { signal });
    } catch {
      // An aborted sleep is over, and the caller looks at its signal.
    }
  },
};
