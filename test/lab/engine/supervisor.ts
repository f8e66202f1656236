import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { afterEnd, type BackOff } from '../../../src/simulator/engine/back-off.ts';
import { findChild, startChild, type ChildName, type ChildOptions } from './child.ts';
import { labLine } from './journal.ts';
import { RUN } from './paths.ts';

const POLL_MS = 1_000;

/** Where a back-off is kept that outlives the engine. */
function memoryFile(name: ChildName): string {
  return `${RUN}/${name}.back-off.json`;
}

/**
 * Keeps a process running, as a kubelet does a static pod's container: takes the one that runs already, and starts it again
 * when it ended, with a back-off. RKE2's kubelet is a child that dies with the engine, and its back-off with it; `rememberBackOff` makes
 * a harsher world. It never resolves; it ends with the engine, and the process does not.
 */
export async function supervise(
  name: ChildName,
  options: ChildOptions & { readonly rememberBackOff: boolean },
): Promise<never> {
  const file = memoryFile(name);
  let backOff: BackOff | undefined =
    options.rememberBackOff && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BackOff) : undefined;
  if (findChild(name) === undefined) startChild(name, options);
  else labLine(`${name} is running already`);
  for (;;) {
    await delay(POLL_MS);
    if (findChild(name) !== undefined) continue;
    const next = afterEnd(backOff, Date.now());
    ({ backOff } = next);
    if (options.rememberBackOff) writeFileSync(file, JSON.stringify(backOff));
    const waitMs = next.startAtMs - Date.now();
    if (waitMs > 0) labLine(`Back-off ${String(Math.ceil(waitMs / 1_000))}s restarting failed container=${name}`);
    await delay(Math.max(0, waitMs));
    labLine(`${name} ended and is started again`);
    startChild(name, options);
  }
}
