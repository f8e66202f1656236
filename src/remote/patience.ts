import { timerMs } from '../model/clock.ts';

/** How long the caller is willing to wait. */
export interface Patience {
  readonly signal: AbortSignal;
  /** `undefined` means no limit. */
  readonly ms: number | undefined;
}

/** A promise's value, or the reason for not waiting. */
export type Waited<T> =
  | { readonly kind: 'settled'; readonly value: T }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'expired' };

/**
 * Waits for `promise` as long as the caller's patience lasts. The work behind the promise continues, because other
 * callers may wait too.
 */
export async function waitWithin<T>(promise: Promise<T>, { signal, ms }: Patience): Promise<Waited<T>> {
  if (signal.aborted) return { kind: 'cancelled' };
  const { promise: impatience, resolve } = Promise.withResolvers<Waited<T>>();
  const timer = ms === undefined ? undefined : setTimeout(() => resolve({ kind: 'expired' }), timerMs(ms));
  const cancel = (): void => resolve({ kind: 'cancelled' });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([promise.then((value) => ({ kind: 'settled' as const, value })), impatience]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}
