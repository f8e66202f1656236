import type { Bug } from './failure.ts';

/** What an exception is: a bug, found at a place. */
export function bugOf(error: unknown, where: string): Bug {
  const [message, stack] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined];
  return { kind: 'bug', where, message, stack };
}
