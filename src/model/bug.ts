import type { Failure } from './failure.ts';

/** What an exception is: a bug, found at a place. */
export function bugOf(error: unknown, where: string): Extract<Failure, { kind: 'bug' }> {
  const [message, stack] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined];
  return { kind: 'bug', where, message, stack };
}
