import type { StepContext } from '../../model/clock.ts';
import type { Look } from '../../model/step.ts';

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A pause is this share of the time waited so far, which also bounds the delay in noticing a change. */
const PAUSE_SHARE = 0.02;

/** How waiting ended. */
export type Waited<T> =
  | { readonly kind: 'holds'; readonly value: T; readonly elapsedMs: number }
  | {
      readonly kind: 'timed-out' | 'broken' | 'aborted';
      readonly observed: readonly string[];
      readonly elapsedMs: number;
      /** The server behind the result, where another server was asked. */
      readonly on: string | undefined;
    };

/**
 * Looks repeatedly, every 100 ms at first and every 2 s after 100 s, until the condition holds or is broken, the
 * deadline passes or the signal aborts. `onWait` gets each look that did not hold.
 */
export async function pollUntil<T>(
  context: StepContext & { readonly deadlineAt: number },
  look: () => Promise<Look<T>>,
  onWait: (observed: readonly string[], elapsedMs: number, on: string | undefined) => void,
): Promise<Waited<T>> {
  const { clock, signal } = context;
  let { deadlineAt } = context;
  const startedAt = clock.now();
  for (;;) {
    const seen = await look();
    const elapsedMs = clock.now() - startedAt;
    if (seen.kind === 'holds') return { kind: 'holds', value: seen.value, elapsedMs };
    const { observed, on } = seen;
    if (signal.aborted) return { kind: 'aborted', observed, elapsedMs, on };
    if (seen.kind === 'broken') return { kind: 'broken', observed, elapsedMs, on };
    deadlineAt = seen.deadlineAt ?? deadlineAt;
    onWait(observed, elapsedMs, on);
    const leftMs = deadlineAt - clock.now();
    if (leftMs <= 0) return { kind: 'timed-out', observed, elapsedMs, on };
    await clock.sleep(Math.min(pauseAfter(elapsedMs), leftMs), signal);
  }
}

function pauseAfter(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs * PAUSE_SHARE, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}
