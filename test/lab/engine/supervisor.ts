import { setTimeout as delay } from 'node:timers/promises';

import { startNow, type BackOff } from './back-off.ts';
import { findChild, startChild, type ChildName, type ChildOptions } from './child.ts';
import { log } from './journal.ts';

const POLL_MS = 1_000;

/**
 * Keeps a process running, as a kubelet does a static pod's container: takes the one that runs already, and starts it again
 * when it ended, with a back-off. It never resolves; it ends with the engine, and the process does not.
 */
export async function supervise(name: ChildName, options: ChildOptions): Promise<never> {
  let backOff: BackOff | undefined;
  let endedAtMs: number | undefined;
  let ran = findChild(name) !== undefined;
  if (ran) log('info', `${name} is running already`);
  else startChild(name, options);
  for (;;) {
    await delay(POLL_MS);
    if (findChild(name) !== undefined) {
      ran = true;
      endedAtMs = undefined;
      continue;
    }
    const nowMs = Date.now();
    endedAtMs ??= nowMs;
    // The very first start is none again.
    const next = ran ? startNow(backOff, { endedAtMs, nowMs }) : (backOff ?? { delayMs: 10_000, lastStartMs: nowMs });
    if (next === undefined) continue;
    backOff = next;
    ran = true;
    endedAtMs = undefined;
    log('warning', `${name} ended and is started again`);
    startChild(name, options);
  }
}
