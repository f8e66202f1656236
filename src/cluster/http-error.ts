import type { CommandFailure } from '../model/failures/host.ts';
import { failed, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';

/** The answer when an apiserver or etcd said something that is no good answer. `status` 0: none can be told. */
export function httpError(
  runner: Runner,
  request: string,
  { status, message }: { readonly status: number; readonly message: string },
): Result<never, CommandFailure> {
  return failed({ kind: 'http-error', server: runner.server, request, status, message });
}

/** The same, with the message that is in the body. */
export function refusedWith(
  runner: Runner,
  request: string,
  { status, body }: { readonly status: number; readonly body: string },
): Result<never, CommandFailure> {
  return httpError(runner, request, { status, message: messageOf(body) });
}

/** The message of a Kubernetes Status, or the beginning of any other body. */
export function messageOf(body: string): string {
  try {
    const status = JSON.parse(body) as { readonly message?: unknown };
    if (typeof status.message === 'string') return status.message;
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body.trim().slice(0, 300);
}
