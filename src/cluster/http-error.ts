import type { CommandFailure } from '../model/failures/host.ts';
import { failed, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';

/** The failure for a bad answer of an apiserver or etcd. `status` is 0 if unknown. */
export function httpError(
  runner: Runner,
  request: string,
  { status, message }: { readonly status: number; readonly message: string },
): Result<never, CommandFailure> {
  return failed({ kind: 'http-error', server: runner.server, request, status, message });
}

/** As `httpError`, with the message from the body. */
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
    // A body without JSON is itself the message.
  }
  return body.trim().slice(0, 300);
}
