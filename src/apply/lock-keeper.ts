import type { StepContext } from '../model/clock.ts';
import type { Emit } from '../model/event.ts';
import type { RunFailure } from '../model/failure.ts';

const HEARTBEAT_MS = 10_000;

/** Whether the cluster-wide lock is still ours. */
export type Renewal =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'lost'; readonly holder: string; readonly where: string }
  /** Nobody could be asked; the Lease may still be ours. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Keeps a cluster-wide lock alive. */
export interface LockKeeper extends AsyncDisposable {
  /** Set when somebody else took the lock: the run must stop. */
  readonly lost: () => RunFailure | undefined;
}

/**
 * Renews every ten seconds. A missed heartbeat is told and survived, because apiservers restart during a run;
 * a lock in somebody else's hands is remembered and calls `onLost` once.
 */
export function keepLock(options: {
  readonly context: StepContext;
  readonly renew: (context: StepContext) => Promise<Renewal>;
  readonly emit: Emit;
  readonly onLost: () => void;
}): LockKeeper {
  const stopping = new AbortController();
  let lost: RunFailure | undefined;
  const beat = async (): Promise<void> => {
    for (;;) {
      await options.context.clock.sleep(HEARTBEAT_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const renewal = await options.renew({ ...options.context, signal: stopping.signal });
      if (stopping.signal.aborted) return;
      if (renewal.kind === 'unanswered') options.emit({ type: 'lock-heartbeat-failed', reason: renewal.reason });
      if (renewal.kind === 'lost') {
        lost = { kind: 'lock-lost', holder: renewal.holder, where: renewal.where };
        options.onLost();
        return;
      }
    }
  };
  const beating = beat();
  return {
    lost: () => lost,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await beating;
    },
  };
}
