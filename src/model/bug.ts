import type { Bug } from './failure.ts';

/** Turns an exception into a bug with the place of its catch. */
export function bugOf(error: unknown, where: string): Bug {
  const [message, stack] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined];
  return { kind: 'bug', where, message, stack };
}
