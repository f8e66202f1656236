import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from '../model/clock.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch {
      // An aborted sleep is over: the caller looks at its signal.
    }
  },
};
