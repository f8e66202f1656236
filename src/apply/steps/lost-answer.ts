import type { Failure } from '../../model/failure.ts';
import { failed, type Result } from '../../model/result.ts';
import { UNDELIVERED_AFTER_MS } from '../../plan/stage-command.ts';
import { waitForGate, type GateWait } from './gate-wait.ts';
import type { Look } from '../../model/look.ts';
import type { Run } from '../run/run.ts';

/** A failure that leaves open whether a command was heard. */
export function isDeliveryUnknown({ kind }: Failure): boolean {
  return kind === 'connection-lost' || kind === 'command-timed-out';
}

/** What is seen of an act; `asBefore`: everything stands as if nothing had been asked. */
export interface EffectLook<T> {
  readonly seen: Look<T>;
  readonly asBefore: boolean;
}

/** Waits for the effect of an act. `lost`: why its answer is not known, where it is not; fails with it when the act was not heard. */
export async function waitForEffect<T>(
  run: Run,
  wait: GateWait,
  lost: Failure | undefined,
  look: () => Promise<EffectLook<T>>,
): Promise<Result<T>> {
  const unheardAt = lost === undefined ? Infinity : run.clock.now() + UNDELIVERED_AFTER_MS;
  let unheard = false;
  const waited = await waitForGate(run, wait, async () => {
    const { seen, asBefore } = await look();
    unheard = asBefore && run.clock.now() >= unheardAt;
    return unheard && seen.kind === 'not-yet' ? { kind: 'broken', observed: seen.observed } : seen;
  });
  return unheard && !waited.ok && lost !== undefined ? failed(lost) : waited;
}
