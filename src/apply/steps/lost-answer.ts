import type { Failure } from '../../model/failure.ts';
import { failed, type Result } from '../../model/result.ts';
import { UNDELIVERED_AFTER_MS } from '../../plan/judge-stage-command.ts';
import { waitForGate, type GateWait } from './gate-wait.ts';
import type { Look } from '../../model/step.ts';
import type { Run } from '../run/run.ts';

/** A failure that leaves open whether a command arrived. */
export function isDeliveryUnknown({ kind }: Failure): boolean {
  return kind === 'connection-lost' || kind === 'command-timed-out';
}

/** What is seen of an act. `asBefore` means that nothing has changed since the request. */
export interface EffectLook<T> {
  readonly seen: Look<T>;
  readonly asBefore: boolean;
}

/**
 * Waits for the effect of an act. `lost` is why the answer is not known, where the answer is missing. Fails with
 * `lost` when the act did not arrive.
 */
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
