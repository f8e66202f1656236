import { type StepContext, ageOf, instantOf } from '../../model/clock.ts';
import type { Emit } from '../../model/event.ts';
import type { RunFailure } from '../../model/failures/run.ts';
import type { Milliseconds } from '../../model/units.ts';

const HEARTBEAT_MS = 10_000;
/**
 * No act begins on a renewal older than this. The rest of the Lease's 60 s covers servers whose clocks differ, by 30 s
 * at most (the check `clocks`), and the sending of the act.
 */
const TRUSTED_FOR_MS = 25_000;
/** How long an act waits for a server that can name the holder of the lock. */
const UNANSWERED_FOR_MS = 60_000;
const ASK_AGAIN_MS = 1_000;

/** Whether the cluster-wide lock is still ours. */
export type Renewal =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'lost'; readonly holder: string; readonly where: string }
  /** No server answered. The Lease may still be ours. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Keeps a cluster-wide lock alive. */
export interface LockKeeper extends AsyncDisposable {
  /** Set when another run took the lock, so that this run must stop. */
  readonly lost: () => RunFailure | undefined;
  /**
   * Why no change is allowed now. `undefined` means that the lock was ours a moment ago. A machine that slept learns
   * of a lost lock here before its heartbeat does. Fails with `lock-lost`, or with `lock-unconfirmed` when no server
   * answers for a minute, or for `patienceMs`.
   */
  readonly confirm: (signal: AbortSignal, patienceMs?: Milliseconds) => Promise<RunFailure | undefined>;
}

/**
 * Renews every ten seconds. A missed heartbeat is reported and survived, because apiservers restart during a run. A
 * lock held by another run is remembered and calls `onLost` once.
 */
export function keepLock(options: {
  readonly context: StepContext;
  readonly renew: (context: StepContext) => Promise<Renewal>;
  readonly emit: Emit;
  readonly onLost: () => void;
}): LockKeeper {
  const { clock } = options.context;
  const stopping = new AbortController();
  let lost: RunFailure | undefined;
  let renewedAt = instantOf(clock);
  const renew = async (signal: AbortSignal): Promise<Renewal> => {
    const before = instantOf(clock);
    const renewal = await options.renew({ ...options.context, signal });
    if (renewal.kind === 'renewed') renewedAt = before;
    if (renewal.kind === 'lost' && lost === undefined) {
      lost = { kind: 'lock-lost', holder: renewal.holder, where: renewal.where };
      options.onLost();
    }
    return renewal;
  };
  const beat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const renewal = await renew(stopping.signal);
      if (stopping.signal.aborted || renewal.kind === 'lost') return;
      if (renewal.kind === 'unanswered') options.emit({ type: 'lock-heartbeat-failed', reason: renewal.reason });
    }
  };
  const beating = beat();
  return {
    lost: () => lost,
    confirm: async (signal, patienceMs = UNANSWERED_FOR_MS) => {
      const givesUpAt = clock.now() + patienceMs;
      for (;;) {
        if (lost !== undefined || ageOf(renewedAt, clock) < TRUSTED_FOR_MS) return lost;
        const renewal = await renew(signal);
        if (renewal.kind !== 'unanswered') continue;
        if (signal.aborted || clock.now() >= givesUpAt) return { kind: 'lock-unconfirmed', reason: renewal.reason };
        await clock.sleep(ASK_AGAIN_MS, signal);
      }
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await beating;
    },
  };
}
