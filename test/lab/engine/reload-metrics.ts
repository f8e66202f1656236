import { setTimeout as delay } from 'node:timers/promises';

import { notReloaded, reloaded } from '../../../src/simulator/engine/texts.ts';
import { journalLine } from './journal.ts';
import type { Kubernetes } from './kubernetes.ts';

const PATIENCE_MS = 120_000;
const POLL_MS = 5_000;
const METRIC = 'apiserver_encryption_config_controller_automatic_reload';

/** How often, and when last, an apiserver took a new encryption file. */
export interface Reloads {
  readonly count: number;
  readonly seconds: number;
}

/** Zero for an apiserver that has not reloaded since its start: it has no such lines yet. */
export async function readReloads(kubernetes: Kubernetes): Promise<Reloads> {
  const { body } = await kubernetes.request('GET', '/metrics');
  const number = (name: string): number =>
    Number(new RegExp(`^${METRIC}${name}\\{[^}]*status="success"[^}]*\\} (\\S+)`, 'm').exec(body)?.[1] ?? 0);
  return { count: number('s_total'), seconds: Math.floor(number('_last_timestamp_seconds')) };
}

/** Waits for a reload later than `before`. Rejects with the engine's own words when its patience is over. */
export async function awaitReload(kubernetes: Kubernetes, before: Reloads): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    await delay(POLL_MS);
    const now = await readReloads(kubernetes);
    if (now.count > before.count) {
      journalLine(reloaded(now.count, new Date()));
      return;
    }
    if (Date.now() < deadline) continue;
    throw new Error(
      notReloaded({
        before: before.count,
        after: now.count,
        beforeSeconds: before.seconds,
        afterSeconds: now.seconds,
      }),
    );
  }
}
